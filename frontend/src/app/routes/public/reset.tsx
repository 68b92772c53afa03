import { useTranslation } from 'react-i18next';
import { useLocation, useNavigate } from 'react-router';
import { Doorway } from '@/components/layouts/doorway-layout';
import { PageHead } from '@/components/ui/page-head';
import { TextLink } from '@/components/ui/text-link';
import { ResetForm } from '@/features/password/components/reset-form';
import { useLinkToken } from '@/lib/auth/link-token';
import { session } from '@/lib/auth/session';

export function Component() {
  const { t } = useTranslation();
  const token = useLinkToken();
  const state = useLocation().state as { verified?: boolean; undone?: boolean } | null;
  const navigate = useNavigate();
  return (
    <Doorway
      head={
        <PageHead
          title={t('reset.title')}
          lead={t(
            state?.verified ? 'reset.verified' : state?.undone ? 'reset.undone' : 'reset.lead',
          )}
        />
      }
      foot={<TextLink to="/sign-in">{t('signIn.back')}</TextLink>}
    >
      <ResetForm
        token={token}
        onDone={() => {
          // The server has ended every session of this account, perhaps this browser's as well.
          session.endEverywhere('none');
          navigate('/sign-in?notice=password');
        }}
      />
    </Doorway>
  );
}
