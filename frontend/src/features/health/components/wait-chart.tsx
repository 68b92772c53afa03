import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import type { Sample } from '../use-probe';

function colour(name: string): string {
  // The tokens are light-dark() pairs: let the browser pick, on an element of its own.
  const probe = document.createElement('span');
  probe.style.color = `var(--color-${name})`;
  document.body.append(probe);
  const picked = getComputedStyle(probe).color;
  probe.remove();
  return picked;
}

/** Draws how long answers took. The table beside it says the same to those who cannot see it. */
export function WaitChart({
  samples,
  time,
}: {
  samples: Sample[];
  time: (value: number) => string;
}) {
  const { t } = useTranslation();
  const frame = useRef<HTMLDivElement>(null);
  const chart = useRef<uPlot | null>(null);
  useEffect(() => {
    const element = frame.current;
    if (!element) return;
    const axis = {
      stroke: colour('soft'),
      grid: { stroke: colour('line'), width: 1 },
      ticks: { show: false },
    };
    const plot = new uPlot(
      {
        width: element.clientWidth,
        height: 200,
        legend: { show: false },
        cursor: { show: false },
        axes: [
          {
            ...axis,
            size: 30,
            space: 110,
            values: (_plot, ticks) => ticks.map((tick) => time(tick * 1000)),
          },
          { ...axis, size: 56, values: (_plot, ticks) => ticks.map((tick) => `${tick} ms`) },
        ],
        scales: {
          // Three minutes, the newest at the right.
          x: { range: (_plot, _low, high) => [(high ?? 0) - 180, high ?? 0] },
          y: { range: (_plot, _low, high) => [0, Math.max(10, (high ?? 0) * 1.2)] },
        },
        series: [
          {},
          {
            stroke: colour('pine'),
            width: 2,
            points: { show: true, size: 5, fill: colour('pine') },
            spanGaps: false,
          },
        ],
      },
      [[], []],
      element,
    );
    chart.current = plot;
    const watch = new ResizeObserver(() =>
      plot.setSize({ width: element.clientWidth, height: 200 }),
    );
    watch.observe(element);
    return () => {
      watch.disconnect();
      plot.destroy();
      chart.current = null;
    };
  }, [time]);
  useEffect(() => {
    chart.current?.setData([
      samples.map((sample) => sample.at),
      samples.map((sample) => sample.waitedMs),
    ]);
  }, [samples]);
  return (
    <div
      ref={frame}
      role="img"
      aria-label={t('health.chart')}
      className="h-[200px] w-full overflow-hidden"
    />
  );
}
