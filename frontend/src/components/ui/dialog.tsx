import { type ReactNode, useEffect, useId, useRef } from 'react';
import { classes } from './classes';

interface DialogProps {
  open: boolean;
  title: string;
  onClose: () => void;
  children: ReactNode;
  /** `sheet` slides in from the side, for menus. */
  shape?: 'box' | 'sheet';
}

/**
 * A modal on the browser's own dialog element: it traps focus, closes on Escape and gives the focus back.
 */
export function Dialog({ open, title, onClose, children, shape = 'box' }: DialogProps) {
  const ref = useRef<HTMLDialogElement>(null);
  const titleId = useId();
  useEffect(() => {
    const dialog = ref.current;
    if (!dialog) return;
    if (open && !dialog.open) dialog.showModal();
    if (!open && dialog.open) dialog.close();
  }, [open]);
  return (
    <dialog
      ref={ref}
      aria-labelledby={titleId}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      onClose={() => {
        if (open) onClose();
      }}
      className={classes(
        'bg-wall text-ink shadow-2xl backdrop:backdrop-blur-[2px]',
        shape === 'box'
          ? 'm-auto w-[min(30rem,calc(100vw-2rem))] rounded-lg p-6 open:rise'
          : 'm-0 h-dvh max-h-none w-[min(20rem,88vw)] p-5',
      )}
    >
      <h2 id={titleId} className={shape === 'box' ? 'mb-4 text-lg' : 'sr-only'}>
        {title}
      </h2>
      {open && children}
    </dialog>
  );
}
