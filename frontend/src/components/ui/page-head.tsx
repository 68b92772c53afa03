import { type ReactNode, useEffect, useRef } from 'react';
import { useLocation } from 'react-router';

let shownKey: string | null = null;

/**
 * The title of a page, in the document and as its heading. After a navigation the heading takes the focus,
 * so that a screen reader says where one has arrived; so it does when the page goes on to its next `step`.
 */
export function PageHead({
  title,
  lead,
  action,
  step = '',
}: {
  title: string;
  lead?: ReactNode;
  action?: ReactNode;
  step?: string;
}) {
  const { pathname } = useLocation();
  const heading = useRef<HTMLHeadingElement>(null);
  const key = `${pathname} ${step}`;
  useEffect(() => {
    // Not on the first page of a visit: the browser starts at the top by itself.
    if (shownKey !== null && shownKey !== key) heading.current?.focus({ preventScroll: true });
    shownKey = key;
  }, [key]);
  return (
    <header className="grid gap-2">
      <title>{`${title} · Gatehouse`}</title>
      <div className="flex flex-wrap items-start justify-between gap-4">
        <h1 ref={heading} tabIndex={-1} className="text-2xl">
          {title}
        </h1>
        {action}
      </div>
      {lead && <div className="max-w-[58ch] text-soft text-pretty">{lead}</div>}
    </header>
  );
}
