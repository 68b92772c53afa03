import { useTranslation } from 'react-i18next';
import { useNavigation } from 'react-router';
import { useDelayed } from '@/lib/use-delayed';

/** A line along the top of the screen while the next page is on its way; what comes at once shows none. */
export function PendingBar() {
  const { t } = useTranslation();
  const pending = useNavigation().state !== 'idle';
  const late = useDelayed(pending, 150);
  if (!pending || !late) return null;
  return (
    <div
      role="progressbar"
      aria-label={t('loading')}
      className="shimmer fixed inset-x-0 top-0 z-50 h-[3px] bg-pine"
    />
  );
}
