import { useTranslation } from 'react-i18next';
import { Address } from '@/components/ui/address';
import { Badge } from '@/components/ui/badge';
import { DataTable } from '@/components/ui/data-table';
import { TextLink } from '@/components/ui/text-link';
import { useFormat } from '@/lib/i18n/use-format';
import type { AdminUser } from '../api/endpoints';
import { UserBadges } from './user-badges';

export function UserTable({ users }: { users: AdminUser[] }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <DataTable
      label={t('users.nav')}
      rows={users}
      columns={[
        {
          key: 'name',
          title: t('users.person'),
          heads: true,
          cell: (user) => (
            <>
              <TextLink to={`/admin/users/${user.id}`} className="inline-block py-1">
                {user.name}
              </TextLink>
              <div className="text-soft">
                <Address>{user.email}</Address>
              </div>
            </>
          ),
        },
        { key: 'status', title: t('users.status'), cell: (user) => <UserBadges user={user} /> },
        {
          key: 'roles',
          title: t('users.roles'),
          cell: (user) =>
            user.roles.length > 0 ? (
              <div className="flex flex-wrap gap-1">
                {user.roles.map((role) => (
                  <Badge key={role}>{role}</Badge>
                ))}
              </div>
            ) : (
              <span className="text-soft">{t('users.noRoles')}</span>
            ),
        },
        {
          key: 'created',
          title: t('users.created'),
          cell: (user) => <time dateTime={user.created_at}>{format.day(user.created_at)}</time>,
        },
      ]}
    />
  );
}
