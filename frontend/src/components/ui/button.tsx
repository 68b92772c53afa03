import type { ComponentProps, ReactNode } from 'react';
import { Link, type LinkProps } from 'react-router';
import { classes } from './classes';

type Look = 'primary' | 'plain' | 'quiet' | 'danger';

const base =
  'inline-flex min-h-11 items-center justify-center gap-2 rounded-md px-4 py-2 text-base font-[600] leading-tight ' +
  'transition-[background-color,border-color,opacity] duration-150 select-none text-center cursor-pointer ' +
  'aria-disabled:cursor-not-allowed aria-disabled:opacity-60';

const looks: Record<Look, string> = {
  primary: 'bg-pine text-on-pine hover:bg-pine-deep',
  plain: 'border border-edge bg-wall text-ink hover:bg-mist',
  quiet:
    'text-pine underline decoration-line decoration-2 underline-offset-4 hover:decoration-pine px-2',
  danger: 'border border-brick text-brick bg-wall hover:bg-blush',
};

interface Common {
  look?: Look;
  icon?: ReactNode;
}

/**
 * A button. While busy, or when told so, it keeps its focus and its place but does nothing, which
 * `disabled` would not allow.
 */
export function Button({
  look = 'plain',
  icon,
  busy = false,
  inert = false,
  className,
  children,
  onClick,
  type = 'button',
  ...rest
}: Common &
  Omit<ComponentProps<'button'>, 'disabled' | 'inert'> & { busy?: boolean; inert?: boolean }) {
  const idle = busy || inert;
  return (
    <button
      {...rest}
      type={type}
      aria-busy={busy || undefined}
      aria-disabled={idle || undefined}
      className={classes(base, looks[look], className)}
      onClick={(event) => {
        if (idle) event.preventDefault();
        else onClick?.(event);
      }}
    >
      {busy ? <Spinner /> : icon}
      {children}
    </button>
  );
}

/** A link that looks like a button. */
export function ButtonLink({
  look = 'plain',
  icon,
  className,
  children,
  ...rest
}: Common & LinkProps) {
  return (
    <Link {...rest} className={classes(base, looks[look], className)}>
      {icon}
      {children}
    </Link>
  );
}

function Spinner() {
  return (
    <span
      aria-hidden="true"
      className="size-4 shrink-0 animate-spin rounded-full border-2 border-current border-r-transparent"
    />
  );
}
