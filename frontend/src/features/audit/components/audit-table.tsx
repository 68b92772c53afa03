import { useTranslation } from 'react-i18next';
import { DataTable } from '@/components/ui/data-table';
import { useFormat } from '@/lib/i18n/use-format';
import type { AuditEvent } from '../api/endpoints';
import { useActionText } from '../use-action-text';

export function AuditTable({ events }: { events: AuditEvent[] }) {
  const { t } = useTranslation();
  const format = useFormat();
  const actionText = useActionText();
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
              <div className="font-[600]">{actionText(event.action)}</div>
              <code className="text-sm text-soft">{event.action}</code>
            </>
          ),
        },
        {
          key: 'when',
          title: t('audit.when'),
          cell: (event) => (
            <time dateTime={event.created_at}>{format.dateTime(event.created_at)}</time>
          ),
        },
        { key: 'actor', title: t('audit.actor'), cell: (event) => <Id value={event.actor} /> },
        { key: 'target', title: t('audit.target'), cell: (event) => <Id value={event.target} /> },
        { key: 'ip', title: t('audit.ip'), cell: (event) => event.ip ?? '–' },
      ]}
    />
  );
}

/** An id, shortened for the eye; the whole of it is the title. */
function Id({ value }: { value: string | null }) {
  if (!value) return <>–</>;
  const short = value.length > 20 ? `…${value.slice(-8)}` : value;
  return <code title={value}>{short}</code>;
}
