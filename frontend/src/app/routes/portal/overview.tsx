import { useTranslation } from 'react-i18next';
import { ErrorNotice } from '@/components/errors/error-notice';
import { type CheckItem, Checklist } from '@/components/ui/checklist';
import { PageHead } from '@/components/ui/page-head';
import { Panel, Row } from '@/components/ui/panel';
import { SkeletonRows } from '@/components/ui/skeleton';
import { TextLink } from '@/components/ui/text-link';
import { useListSecurityLogQuery } from '@/features/audit/api/endpoints';
import { SecurityEvents } from '@/features/audit/components/security-events';
import { useGetProfileQuery } from '@/features/profiles/api/endpoints';
import { useListSessionsQuery } from '@/features/sessions/api/endpoints';
import { isApiError } from '@/lib/api/problem';
import { useFormat } from '@/lib/i18n/use-format';
import { useUser } from './use-user';

export function Component() {
  const { t } = useTranslation();
  const user = useUser();
  const format = useFormat();
  const profile = useGetProfileQuery().data?.profile;
  const log = useListSecurityLogQuery({ limit: 5 }, { refetchOnMountOrArgChange: true });
  return (
    <>
      <PageHead
        title={user ? t('overview.title', { name: profile?.name ?? user.name }) : t('overview.nav')}
        lead={user && t('overview.lead', { date: format.day(user.created_at) })}
      />
      <Panel title={t('overview.checklist')}>
        <SecurityChecklist />
      </Panel>
      <Panel
        title={t('overview.recent')}
        action={<TextLink to="/security-log">{t('overview.allEvents')}</TextLink>}
      >
        {isApiError(log.error) && !log.data ? (
          <div className="py-4">
            <ErrorNotice error={log.error} onRetry={log.refetch} />
          </div>
        ) : log.data ? (
          log.data.data.length > 0 ? (
            <SecurityEvents events={log.data.data} />
          ) : (
            <Row label={t('securityLog.empty.title')}>{t('securityLog.empty.text')}</Row>
          )
        ) : (
          <SkeletonRows rows={3} />
        )}
      </Panel>
    </>
  );
}

/** What keeps an account safe, and which of it is done. */
function SecurityChecklist() {
  const { t } = useTranslation();
  const user = useUser();
  const sessions = useListSessionsQuery({ limit: 100 }, { refetchOnMountOrArgChange: true });
  const profile = useGetProfileQuery();
  if (!user || !sessions.data) return <SkeletonRows rows={3} />;
  const others = sessions.data.data.filter((entry) => !entry.current).length;
  const items: CheckItem[] = [
    {
      key: 'email',
      done: user.email_verified,
      title: t(user.email_verified ? 'check.email.done' : 'check.email.open'),
      text: user.email,
      action: !user.email_verified && { to: '/security', label: t('check.email.action') },
    },
    {
      key: 'sessions',
      done: others === 0,
      title: others === 0 ? t('check.sessions.done') : t('check.sessions.open', { count: others }),
      text: t('check.sessions.text'),
      action: others > 0 && { to: '/sessions', label: t('check.sessions.action') },
    },
    {
      key: 'profile',
      done: Boolean(profile.data?.profile.bio),
      title: t(profile.data?.profile.bio ? 'check.profile.done' : 'check.profile.open'),
      text: t('check.profile.text'),
      action: !profile.data?.profile.bio && { to: '/profile', label: t('check.profile.action') },
    },
  ];
  return <Checklist items={items} />;
}
