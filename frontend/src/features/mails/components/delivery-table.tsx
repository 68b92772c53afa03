import { useTranslation } from 'react-i18next';
import { Badge } from '@/components/ui/badge';
import { DataTable } from '@/components/ui/data-table';
import { PersonLink } from '@/components/ui/person-link';
import { useFormat } from '@/lib/i18n/use-format';
import type { Delivery } from '../api/endpoints';

const tones = {
  queued: 'plain',
  sending: 'plain',
  sent: 'good',
  kept: 'plain',
  limited: 'lamp',
  failed: 'bad',
} as const;

/** What became of mails; neither what they say nor the address they go to. */
export function DeliveryTable({ deliveries }: { deliveries: Delivery[] }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <DataTable
      label={t('mails.nav')}
      rows={deliveries}
      columns={[
        {
          key: 'kind',
          title: t('mails.mail'),
          heads: true,
          cell: (mail) => <div className="font-[600]">{t(`mails.kind.${mail.kind}`)}</div>,
        },
        {
          key: 'status',
          title: t('mails.status'),
          cell: (mail) => (
            <>
              <Badge tone={tones[mail.status]}>{t(`mails.state.${mail.status}`)}</Badge>
              {mail.status === 'queued' && mail.attempts > 0 && (
                <div className="mt-1 text-sm text-soft">
                  {t('mails.next', { when: format.relative(mail.next_attempt_at) })}
                </div>
              )}
              {mail.last_error && (
                <div className="mt-1 max-w-[28ch] text-sm break-words text-brick">
                  {mail.last_error}
                </div>
              )}
            </>
          ),
        },
        { key: 'attempts', title: t('mails.attempts'), cell: (mail) => mail.attempts },
        {
          key: 'for',
          title: t('mails.for'),
          cell: (mail) => <PersonLink id={mail.user_id} />,
        },
        {
          key: 'when',
          title: t('mails.when'),
          cell: (mail) => (
            <time dateTime={mail.created_at} className="md:whitespace-nowrap">
              {format.dateTime(mail.created_at)}
            </time>
          ),
        },
      ]}
    />
  );
}
