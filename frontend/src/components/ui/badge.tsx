import type { ReactNode } from 'react';
import { classes } from './classes';

const tones = {
  plain: 'bg-sunken text-ink',
  good: 'bg-mist text-pine',
  lamp: 'bg-haze text-lamp',
  bad: 'bg-blush text-brick',
};

/** A short word about the thing it stands beside. */
export function Badge({
  tone = 'plain',
  children,
}: {
  tone?: keyof typeof tones;
  children: ReactNode;
}) {
  return (
    <span
      className={classes(
        'inline-flex items-center gap-1 rounded-full px-2.5 py-0.5 text-sm font-[600] whitespace-nowrap',
        tones[tone],
      )}
    >
      {children}
    </span>
  );
}
