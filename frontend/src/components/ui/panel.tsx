import { type ReactNode, useId } from 'react';

/** One titled part of a page; its rows are parted by hairlines, like entries in a ledger. */
export function Panel({
  title,
  lead,
  action,
  children,
}: {
  title?: string;
  lead?: ReactNode;
  action?: ReactNode;
  children: ReactNode;
}) {
  const id = useId();
  return (
    <section aria-labelledby={title ? id : undefined} className="grid gap-3">
      {title && (
        <div className="flex flex-wrap items-baseline justify-between gap-x-4 gap-y-2">
          <div className="grid gap-0.5">
            <h2 id={id} className="text-lg">
              {title}
            </h2>
            {lead && <p className="max-w-[60ch] text-soft">{lead}</p>}
          </div>
          {action}
        </div>
      )}
      <div className="rounded-lg border border-line bg-wall px-4 py-1 sm:px-6">{children}</div>
    </section>
  );
}

/** One entry of a panel: what it is, what it says, what can be done. */
export function Row({
  label,
  children,
  action,
}: {
  label: ReactNode;
  children?: ReactNode;
  action?: ReactNode;
}) {
  return (
    <div className="flex flex-wrap items-center justify-between gap-x-6 gap-y-2 border-t border-line py-4 first:border-t-0">
      <div className="grid min-w-0 flex-1 basis-52 gap-0.5">
        <div className="font-[600]">{label}</div>
        {children && <div className="min-w-0 text-soft">{children}</div>}
      </div>
      {action && <div className="flex flex-wrap gap-2">{action}</div>}
    </div>
  );
}
