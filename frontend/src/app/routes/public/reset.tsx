import { useTranslation } from 'react-i18next';
import { useLinkToken } from '@/lib/auth/link-token';
import { ChoosePassword } from './choose-password';

export function Component() {
  const { t } = useTranslation();
  return <ChoosePassword token={useLinkToken()} lead={t('reset.lead')} />;
}
