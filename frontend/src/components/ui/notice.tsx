import { CircleAlert, CircleCheck, Info, TriangleAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import { classes } from './classes';

type Tone = 'info' | 'good' | 'careful' | 'bad';

const tones: Record<Tone, { box: string; mark: string; Icon: typeof Info }> = {
  info: { box: 'bg-mist', mark: 'text-pine', Icon: Info },
  good: { box: 'bg-mist', mark: 'text-moss', Icon: CircleCheck },
  careful: { box: 'bg-haze', mark: 'text-lamp', Icon: TriangleAlert },
  bad: { box: 'bg-blush', mark: 'text-brick', Icon: CircleAlert },
};

interface NoticeProps {
  tone?: Tone;
  title: ReactNode;
  children?: ReactNode;
  actions?: ReactNode;
  /** Announced at once when it appears. */
  urgent?: boolean;
}

/** A message that stays where it is until what it says is no longer so. */
export function Notice({ tone = 'info', title, children, actions, urgent = false }: NoticeProps) {
  const { box, mark, Icon } = tones[tone];
  return (
    <div role={urgent ? 'alert' : undefined} className={classes('rounded-md p-4', box)}>
      <div className="flex gap-3">
        <Icon aria-hidden="true" size={22} className={classes('mt-px shrink-0', mark)} />
        <div className="grid min-w-0 flex-1 gap-1">
          <p className="font-[600]">{title}</p>
          {children && <div className="text-soft">{children}</div>}
          {actions && <div className="mt-2 flex flex-wrap gap-2">{actions}</div>}
        </div>
      </div>
    </div>
  );
}
