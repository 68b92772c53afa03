import { useTranslation } from 'react-i18next';
import { classes } from './classes';

/** Grey shapes in the place of rows that are on their way. */
export function SkeletonRows({ rows = 4, className }: { rows?: number; className?: string }) {
  const { t } = useTranslation();
  return (
    <div role="status" className={classes('grid gap-px', className)}>
      <span className="sr-only">{t('loading')}</span>
      {Array.from({ length: rows }, (_, row) => (
        <div
          // biome-ignore lint/suspicious/noArrayIndexKey: the rows are all alike and never move
          key={row}
          aria-hidden="true"
          className="grid gap-2.5 border-t border-line py-4 first:border-t-0"
        >
          <div className={classes('shimmer h-4 rounded-sm', row % 2 === 0 ? 'w-2/5' : 'w-1/3')} />
          <div className={classes('shimmer h-3.5 rounded-sm', row % 2 === 0 ? 'w-3/5' : 'w-4/5')} />
        </div>
      ))}
    </div>
  );
}
