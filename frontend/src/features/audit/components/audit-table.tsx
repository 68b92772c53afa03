import { useTranslation } from 'react-i18next';
import { Badge } from '@/components/ui/badge';
import { DataTable } from '@/components/ui/data-table';
import { PersonLink } from '@/components/ui/person-link';
import { deviceName } from '@/lib/device-name';
import { useFormat } from '@/lib/i18n/use-format';
import type { AuditEvent } from '../api/endpoints';
import { useActionText } from '../use-action-text';
import { useReasonText } from '../use-reason-text';
import { wasRefused } from '../was-refused';
import { Changes } from './changes';

const isOwn = (event: AuditEvent) => event.actor !== null && event.actor === event.target;

export function AuditTable({ events }: { events: AuditEvent[] }) {
  const { t } = useTranslation();
  const format = useFormat();
  const actionText = useActionText();
  const reasonText = useReasonText();
  return (
    <DataTable
      label={t('audit.nav')}
      rows={events}
      columns={[
        {
          key: 'action',
          title: t('audit.action'),
          heads: true,
          cell: (event) => (
            <>
              <div className="flex flex-wrap items-center gap-x-2 font-[600]">
                {actionText(event.action)}
                {wasRefused(event) && <Badge tone="lamp">{t('audit.failure')}</Badge>}
              </div>
              {event.reason && <p className="text-sm text-soft">{reasonText(event.reason)}</p>}
              <Changes changes={event.changes} />
            </>
          ),
        },
        {
          key: 'when',
          title: t('audit.when'),
          cell: (event) => (
            <time dateTime={event.created_at} className="md:whitespace-nowrap">
              {format.dateTime(event.created_at)}
            </time>
          ),
        },
        {
          key: 'actor',
          title: t('audit.actor'),
          cell: (event) => (
            <PersonLink id={event.actor} email={isOwn(event) ? event.email : null} />
          ),
        },
        {
          key: 'target',
          title: t('audit.target'),
          cell: (event) =>
            isOwn(event) ? (
              <span className="text-soft">{t('audit.self')}</span>
            ) : (
              <PersonLink id={event.target} email={event.email} />
            ),
        },
        {
          key: 'ip',
          title: t('audit.ip'),
          cell: (event) => (
            <>
              <div className="wrap-anywhere md:min-w-28">{event.ip || '–'}</div>
              {event.user_agent && (
                <div className="text-sm text-soft" title={event.user_agent}>
                  {deviceName(event.user_agent, t('sessions.unknownDevice'))}
                </div>
              )}
            </>
          ),
        },
      ]}
    />
  );
}
