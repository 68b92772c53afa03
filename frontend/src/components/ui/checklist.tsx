import { useTranslation } from 'react-i18next';
import { ButtonLink } from './button';
import { classes } from './classes';

export interface CheckItem {
  key: string;
  done: boolean;
  title: string;
  text: string;
  action?: { to: string; label: string } | false;
}

/** Things to do, each with a small gate: lit when it is done. */
export function Checklist({ items }: { items: CheckItem[] }) {
  const { t } = useTranslation();
  return (
    <ul>
      {items.map((item) => (
        <li
          key={item.key}
          className="flex flex-wrap items-center gap-x-4 gap-y-3 border-t border-line py-4 first:border-t-0"
        >
          <svg viewBox="0 0 32 32" aria-hidden="true" className="size-9 shrink-0">
            <path
              className={item.done ? 'fill-pine' : 'fill-none stroke-edge'}
              strokeWidth="2"
              strokeDasharray={item.done ? undefined : '3 3'}
              d="M3 30V15a13 13 0 0 1 26 0v15h-7V15a6 6 0 0 0-12 0v15z"
            />
            {item.done && (
              <path className="fill-glow" d="M16 12.5a3 3 0 0 1 3 3V30h-6V15.500a3 3 0 0 1 3-3z" />
            )}
          </svg>
          <div className="min-w-0 flex-1 basis-48">
            <p className="font-[600]">
              <span className="sr-only">{t(item.done ? 'check.isDone' : 'check.isOpen')} </span>
              {item.title}
            </p>
            <p className={classes('text-soft', 'break-words')}>{item.text}</p>
          </div>
          {item.action && <ButtonLink to={item.action.to}>{item.action.label}</ButtonLink>}
        </li>
      ))}
    </ul>
  );
}
