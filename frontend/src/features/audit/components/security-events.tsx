import { useTranslation } from 'react-i18next';
import { deviceName } from '@/lib/device-name';
import { useFormat } from '@/lib/i18n/use-format';
import type { SecurityEvent } from '../api/endpoints';
import { useActionText } from '../use-action-text';

/** What happened to the account, newest first. */
export function SecurityEvents({ events }: { events: SecurityEvent[] }) {
  const { t } = useTranslation();
  const format = useFormat();
  const actionText = useActionText();
  return (
    <ol>
      {events.map((event) => (
        <li
          key={event.id}
          className="flex flex-wrap justify-between gap-x-6 gap-y-0.5 border-t border-line py-3.5 first:border-t-0"
        >
          <div className="min-w-0">
            <p className="font-[600]">{actionText(event.action)}</p>
            <p className="break-words text-soft">
              {[
                event.user_agent && deviceName(event.user_agent, t('sessions.unknownDevice')),
                event.ip,
              ]
                .filter(Boolean)
                .join(' · ')}
            </p>
          </div>
          <time
            dateTime={event.created_at}
            title={format.dateTime(event.created_at)}
            className="text-soft"
          >
            {format.dateTime(event.created_at)}
          </time>
        </li>
      ))}
    </ol>
  );
}
