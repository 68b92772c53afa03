import { useTranslation } from 'react-i18next';
import { Badge } from '@/components/ui/badge';
import { DataTable } from '@/components/ui/data-table';
import { useFormat } from '@/lib/i18n/use-format';
import type { Decision } from '../api/endpoints';

const tones = { allowed: 'good', refused: 'bad', would_refuse: 'lamp' } as const;

/** What each policy said to one request. */
export function DecisionTable({ decisions }: { decisions: Decision[] }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <DataTable
      label={t('limits.nav')}
      rows={decisions.map((decision, index) => ({ id: String(index), ...decision }))}
      columns={[
        {
          key: 'policy',
          title: t('limits.policy'),
          heads: true,
          cell: (decision) => (
            <>
              <code className="font-[600]">{decision.policy}</code>
              <p className="text-sm text-soft">
                {t('limits.quota', {
                  count: decision.quota,
                  window: format.duration(decision.window_seconds),
                })}
              </p>
            </>
          ),
        },
        {
          key: 'outcome',
          title: t('limits.outcome'),
          cell: (decision) => (
            <>
              <Badge tone={tones[decision.outcome]}>
                {t(`limits.outcomes.${decision.outcome}`)}
              </Badge>
              {decision.retry_after_seconds > 0 && (
                <div className="mt-1 text-sm text-soft">
                  {t('limits.again', { wait: format.duration(decision.retry_after_seconds) })}
                </div>
              )}
            </>
          ),
        },
        { key: 'left', title: t('limits.left'), cell: (decision) => decision.remaining },
        {
          key: 'key',
          title: t('limits.key'),
          cell: (decision) => (
            <>
              {t(`limits.keys.${decision.key_kind}`)}
              <div>
                <code className="text-sm text-soft">{decision.key || '–'}</code>
              </div>
            </>
          ),
        },
        {
          key: 'when',
          title: t('limits.when'),
          cell: (decision) => (
            <time dateTime={decision.at} className="md:whitespace-nowrap">
              {format.dateTime(decision.at)}
            </time>
          ),
        },
      ]}
    />
  );
}
