import { useTranslation } from 'react-i18next';
import { Badge } from '@/components/ui/badge';
import { PageHead } from '@/components/ui/page-head';
import { Panel, Row } from '@/components/ui/panel';
import { SkeletonRows } from '@/components/ui/skeleton';
import { WaitChart } from '@/features/health/components/wait-chart';
import { useProbe } from '@/features/health/use-probe';
import { useFormat } from '@/lib/i18n/use-format';

function median(values: number[]): number | null {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? null;
}

export function Component() {
  const { t } = useTranslation();
  const format = useFormat();
  const samples = useProbe();
  const last = samples.at(-1);
  const waits = samples.flatMap((sample) => (sample.waitedMs === null ? [] : [sample.waitedMs]));
  const typical = median(waits);
  const failed = samples.filter((sample) => !sample.ready).length;
  return (
    <>
      <PageHead title={t('health.nav')} lead={t('health.lead')} />
      <Panel title={t('health.now')}>
        {last ? (
          <>
            <Row
              label={t('health.ready')}
              action={
                <Badge tone={last.ready ? 'good' : 'bad'}>
                  {t(
                    last.ready
                      ? 'health.up'
                      : last.waitedMs === null
                        ? 'health.gone'
                        : 'health.notReady',
                  )}
                </Badge>
              }
            >
              {t(last.ready ? 'health.upText' : 'health.downText')}
            </Row>
            <Row label={t('health.typical')}>
              {typical === null ? '–' : `${typical.toFixed(1)} ms`}
            </Row>
            <Row label={t('health.failed')}>
              {t('health.failedOf', { failed, all: samples.length })}
            </Row>
          </>
        ) : (
          <SkeletonRows rows={3} />
        )}
      </Panel>
      <Panel title={t('health.waits')} lead={t('health.waitsLead')}>
        <div className="grid gap-4 py-5">
          <WaitChart samples={samples} time={format.time} />
          <details>
            <summary className="min-h-11 cursor-pointer py-2 font-[600] text-pine">
              {t('health.table')}
            </summary>
            <table className="w-full text-left">
              <thead>
                <tr className="text-sm text-soft">
                  <th scope="col">{t('health.at')}</th>
                  <th scope="col">{t('health.answer')}</th>
                  <th scope="col">{t('health.wait')}</th>
                </tr>
              </thead>
              <tbody>
                {[...samples].reverse().map((sample) => (
                  <tr key={sample.at} className="border-t border-line">
                    <td className="py-1.5">{format.time(sample.at * 1000)}</td>
                    <td>{t(sample.ready ? 'health.up' : 'health.notReady')}</td>
                    <td>{sample.waitedMs === null ? '–' : `${sample.waitedMs.toFixed(1)} ms`}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </details>
        </div>
      </Panel>
    </>
  );
}
