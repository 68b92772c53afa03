import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { useSay } from '@/components/feedback/use-say';
import { Doorway } from '@/components/layouts/doorway-layout';
import { PageHead } from '@/components/ui/page-head';
import { TextLink } from '@/components/ui/text-link';
import { ResetForm } from '@/features/password/components/reset-form';
import { session } from '@/lib/auth/session';

/**
 * Sets a password: with the token of a mail's link, with one that the page before got from the server, or with
 * the code typed in. The token is handed over in memory and never stands in an address.
 */
export function ChoosePassword({ token, lead }: { token: string; lead: string }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const say = useSay();
  return (
    <Doorway
      head={<PageHead title={t('reset.title')} lead={lead} step="password" />}
      foot={<TextLink to="/sign-in">{t('signIn.back')}</TextLink>}
    >
      <ResetForm
        token={token}
        onDone={async () => {
          // The server has ended every session of this account; whether that of this browser was one of them
          // is for the server to say.
          const { outcome } = await session.recheck();
          if (outcome === 'renewed') say(t('reset.done.title'));
          navigate('/sign-in?notice=password');
        }}
      />
    </Doorway>
  );
}
