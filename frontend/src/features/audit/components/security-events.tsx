import { useTranslation } from 'react-i18next';
import { Badge } from '@/components/ui/badge';
import { deviceName } from '@/lib/device-name';
import { useFormat } from '@/lib/i18n/use-format';
import type { SecurityEvent } from '../api/endpoints';
import { useActionText } from '../use-action-text';
import { useReasonText } from '../use-reason-text';
import { wasRefused } from '../was-refused';
import { Changes } from './changes';

/** What happened to the account, newest first. */
export function SecurityEvents({ events }: { events: SecurityEvent[] }) {
  const { t } = useTranslation();
  const format = useFormat();
  const actionText = useActionText();
  const reasonText = useReasonText();
  const facts = (event: SecurityEvent) => [
    event.by === 'administrator' && t('securityLog.byAdministrator'),
    event.user_agent && deviceName(event.user_agent, t('sessions.unknownDevice')),
    event.ip,
    event.reason && reasonText(event.reason),
  ];
  return (
    <ol>
      {events.map((event) => (
        <li
          key={event.id}
          className="flex flex-wrap justify-between gap-x-6 gap-y-0.5 border-t border-line py-3.5 first:border-t-0"
        >
          <div className="min-w-0">
            <p className="flex flex-wrap items-center gap-x-2 font-[600]">
              {actionText(event.action)}
              {wasRefused(event) && <Badge tone="lamp">{t('audit.failure')}</Badge>}
            </p>
            <p className="break-words text-soft">{facts(event).filter(Boolean).join(' · ')}</p>
            <Changes changes={event.changes} />
          </div>
          <time dateTime={event.created_at} className="text-soft">
            {format.dateTime(event.created_at)}
          </time>
        </li>
      ))}
    </ol>
  );
}
