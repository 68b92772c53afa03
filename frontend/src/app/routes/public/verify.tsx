import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { Doorway } from '@/components/layouts/doorway-layout';
import { ButtonLink } from '@/components/ui/button';
import { Notice } from '@/components/ui/notice';
import { PageHead } from '@/components/ui/page-head';
import { TextLink } from '@/components/ui/text-link';
import { useVerifyEmailMutation } from '@/features/email/api/endpoints';
import { ProofForm } from '@/features/email/components/proof-forms';
import { useLinkToken } from '@/lib/auth/link-token';
import { session } from '@/lib/auth/session';
import { useSession } from '@/lib/auth/use-session';

export function Component() {
  const { t } = useTranslation();
  const token = useLinkToken();
  const navigate = useNavigate();
  const { status } = useSession();
  const [verify] = useVerifyEmailMutation();
  const [done, setDone] = useState(false);
  return (
    <Doorway
      head={
        <PageHead title={t('verify.title')} lead={t(token ? 'verify.lead' : 'verify.leadCode')} />
      }
      foot={<TextLink to="/sign-in">{t('signIn.back')}</TextLink>}
    >
      {done ? (
        <div className="grid gap-5">
          <Notice tone="good" title={t('verify.done.title')} urgent>
            {t('verify.done.text')}
          </Notice>
          <ButtonLink look="primary" to="/">
            {t(status === 'signed_in' ? 'nav.home' : 'signIn.action')}
          </ButtonLink>
        </div>
      ) : (
        <ProofForm
          token={token}
          action={t('verify.action')}
          onConfirm={async (proof) => {
            const answer = await verify({ body: proof }).unwrap();
            if (answer === null) setDone(true);
            else {
              // Somebody else may have set this account up: what they chose is void, and the owner of the
              // address chooses a password.
              session.endEverywhere('none');
              const hash = `token=${encodeURIComponent(answer.reset_token)}`;
              navigate({ pathname: '/reset', hash }, { state: { verified: true } });
            }
          }}
        />
      )}
    </Doorway>
  );
}
