import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Navigate, useNavigate } from 'react-router';
import { loadDoor } from '@/app/load-door';
import { Doorway } from '@/components/layouts/doorway-layout';
import { PageHead } from '@/components/ui/page-head';
import { TextLink } from '@/components/ui/text-link';
import { passwordRules } from '@/features/password/password-rules';
import { SignUpForm } from '@/features/sign_up/components/sign-up-form';
import { useSession } from '@/lib/auth/use-session';

/** The rules by default, then the server's: asked for once the page is there. */
function useRules() {
  const [rules, setRules] = useState(() => passwordRules());
  useEffect(() => {
    let gone = false;
    const ask = async () => {
      const policy = await (await loadDoor()).passwordPolicy();
      if (!gone) setRules(passwordRules(policy));
    };
    // Without an answer the defaults stay: the server has the last word when the form is sent.
    ask().catch(() => {});
    return () => {
      gone = true;
    };
  }, []);
  return rules;
}

export function Component() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { status } = useSession();
  const rules = useRules();
  if (status === 'signed_in') return <Navigate to="/" replace />;
  return (
    <Doorway
      head={<PageHead title={t('signUp.title')} lead={t('signUp.lead')} />}
      foot={
        <>
          {t('signUp.have')} <TextLink to="/sign-in">{t('signIn.link')}</TextLink>
        </>
      }
    >
      <SignUpForm
        rules={rules}
        signUp={async (account) => (await loadDoor()).signUp(account)}
        onMailSent={(email) => navigate('/check-mail', { state: { email, purpose: 'verify' } })}
      />
    </Doorway>
  );
}
