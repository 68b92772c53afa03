import { useTranslation } from 'react-i18next';
import { Badge } from '@/components/ui/badge';
import type { AdminUser } from '../api/endpoints';

/** Whether an account is usable, and whether its address is proven. */
export function UserBadges({ user }: { user: AdminUser }) {
  const { t } = useTranslation();
  return (
    <div className="flex flex-wrap gap-1">
      <Badge tone={user.status === 'disabled' ? 'bad' : 'good'}>
        {t(user.status === 'disabled' ? 'users.disabled' : 'users.active')}
      </Badge>
      {!user.email_verified && <Badge tone="lamp">{t('users.unverified')}</Badge>}
    </div>
  );
}
