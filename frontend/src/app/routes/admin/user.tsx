import { useTranslation } from 'react-i18next';
import { useNavigate, useParams } from 'react-router';
import { Loaded } from '@/components/errors/loaded';
import { ButtonLink } from '@/components/ui/button';
import { PageHead } from '@/components/ui/page-head';
import { Panel, Row } from '@/components/ui/panel';
import { TextLink } from '@/components/ui/text-link';
import { useGetUserQuery } from '@/features/admin/api/endpoints';
import { UserActions } from '@/features/admin/components/user-actions';
import { UserBadges } from '@/features/admin/components/user-badges';
import { UserSessions } from '@/features/admin/components/user-sessions';
import { useFormat } from '@/lib/i18n/use-format';
import { useUser } from '../portal/use-user';

export function Component() {
  const { t } = useTranslation();
  const format = useFormat();
  const navigate = useNavigate();
  const { id = '' } = useParams();
  const me = useUser();
  const query = useGetUserQuery({ id }, { refetchOnMountOrArgChange: true });
  const user = query.data?.user;
  return (
    <>
      <PageHead
        title={user?.name ?? t('user.title')}
        lead={<TextLink to="/admin/users">{t('user.back')}</TextLink>}
      />
      <Panel>
        <Loaded query={query} rows={3}>
          {(record) => (
            <>
              <Row label={record.user.email}>
                <UserBadges user={record.user} />
              </Row>
              <Row label={t('users.created')}>{format.dateTime(record.user.created_at)}</Row>
              <Row
                label={t('user.signedIn')}
                action={
                  <ButtonLink to={`/admin/audit?by=${record.user.id}`}>
                    {t('user.audit')}
                  </ButtonLink>
                }
              >
                {record.user.signed_in_at
                  ? format.dateTime(record.user.signed_in_at)
                  : t('user.never')}
              </Row>
              <Row label={t('users.roles')}>
                {record.user.roles.join(', ') || t('users.noRoles')}
              </Row>
              <Row label={t('user.id')}>
                <code className="break-all">{record.user.id}</code>
              </Row>
            </>
          )}
        </Loaded>
      </Panel>
      {query.data && (
        <>
          <Panel title={t('user.actions')}>
            <UserActions
              record={query.data}
              own={me?.id === id}
              onDeleted={() => navigate('/admin/users')}
            />
          </Panel>
          <Panel title={t('sessions.nav')}>
            <UserSessions id={id} />
          </Panel>
        </>
      )}
    </>
  );
}
