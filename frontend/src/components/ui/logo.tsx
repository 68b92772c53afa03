import { classes } from './classes';

/** The mark: an arch with a lit doorway in it. */
export function LogoMark({ className }: { className?: string }) {
  return (
    <svg viewBox="0 0 32 32" aria-hidden="true" className={classes('block', className)}>
      <path className="fill-pine" d="M3 30V15a13 13 0 0 1 26 0v15h-7V15a6 6 0 0 0-12 0v15z" />
      <path className="fill-glow" d="M16 12.5a3 3 0 0 1 3 3V30h-6V15.5a3 3 0 0 1 3-3z" />
    </svg>
  );
}

export function Logo() {
  return (
    <span className="inline-flex items-center gap-2.5 text-lg font-[700] tracking-tight">
      <LogoMark className="size-7" />
      Gatehouse
    </span>
  );
}
