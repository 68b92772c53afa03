import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Doorway } from '@/components/layouts/doorway-layout';
import { ButtonLink } from '@/components/ui/button';
import { Notice } from '@/components/ui/notice';
import { PageHead } from '@/components/ui/page-head';
import { TextLink } from '@/components/ui/text-link';
import { useVerifyEmailMutation } from '@/features/email/api/endpoints';
import { ProofForm } from '@/features/email/components/proof-form';
import { useLinkToken } from '@/lib/auth/link-token';
import { session } from '@/lib/auth/session';
import { useSession } from '@/lib/auth/use-session';
import { ChoosePassword } from './choose-password';

export function Component() {
  const { t } = useTranslation();
  const token = useLinkToken();
  const { status } = useSession();
  const [verify] = useVerifyEmailMutation();
  const [done, setDone] = useState(false);
  const [resetToken, setResetToken] = useState('');
  if (resetToken) return <ChoosePassword token={resetToken} lead={t('reset.verified')} />;
  return (
    <Doorway
      head={
        <PageHead title={t('verify.title')} lead={t(token ? 'verify.lead' : 'verify.leadCode')} />
      }
      foot={!done && <TextLink to="/sign-in">{t('signIn.back')}</TextLink>}
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
            if (answer === null) {
              setDone(true);
              return;
            }
            // Somebody else may have set this account up: what they chose is void, and the owner of the
            // address chooses a password.
            await session.recheck();
            setResetToken(answer.reset_token);
          }}
        />
      )}
    </Doorway>
  );
}
