import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { Doorway } from '@/components/layouts/doorway-layout';
import { PageHead } from '@/components/ui/page-head';
import { TextLink } from '@/components/ui/text-link';
import { ForgotForm } from '@/features/password/components/forgot-form';

export function Component() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  return (
    <Doorway
      head={<PageHead title={t('forgot.title')} lead={t('forgot.lead')} />}
      foot={<TextLink to="/sign-in">{t('signIn.back')}</TextLink>}
    >
      <ForgotForm
        onMailSent={(email) => navigate('/check-mail', { state: { email, purpose: 'reset' } })}
      />
    </Doorway>
  );
}
