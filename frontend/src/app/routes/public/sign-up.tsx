import { useTranslation } from 'react-i18next';
import { Navigate, useNavigate } from 'react-router';
import { Doorway } from '@/components/layouts/doorway-layout';
import { PageHead } from '@/components/ui/page-head';
import { TextLink } from '@/components/ui/text-link';
import { usePasswordRules } from '@/features/password/use-password-rules';
import { SignUpForm } from '@/features/sign_up/components/sign-up-form';
import { useSession } from '@/lib/auth/use-session';

export function Component() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { status } = useSession();
  const rules = usePasswordRules();
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
        onMailSent={(email) => navigate('/check-mail', { state: { email, purpose: 'verify' } })}
      />
    </Doorway>
  );
}
