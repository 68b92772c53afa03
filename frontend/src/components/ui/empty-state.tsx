import type { ReactNode } from 'react';

/** Says that there is nothing yet, and what to do next. */
export function EmptyState({
  title,
  children,
  action,
}: {
  title: string;
  children?: ReactNode;
  action?: ReactNode;
}) {
  return (
    <div className="grid justify-items-center gap-3 px-4 py-12 text-center">
      <svg viewBox="0 0 64 56" aria-hidden="true" className="h-16">
        <path className="fill-none stroke-line" strokeWidth="2" d="M4 55V30a28 28 0 0 1 56 0v25" />
        <path className="fill-sunken" d="M16 55V30a16 16 0 0 1 32 0v25z" />
        <path
          className="stroke-edge"
          strokeWidth="2"
          strokeDasharray="1 5"
          strokeLinecap="round"
          d="M32 22v28"
        />
      </svg>
      <h2 className="text-lg">{title}</h2>
      {children && <div className="max-w-[38ch] text-soft">{children}</div>}
      {action}
    </div>
  );
}
