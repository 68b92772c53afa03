// A prepared page is one whose HTML was made at build time (prepared-pages.tsx) and put on screen by the
// first script (boot.ts) while the portal was still loading. What the two tell each other stands on the root.

/** A prepared page stands in the root, in this language, and nobody answers to it yet. */
const WAITING = 'data-waiting';
/** Its form was sent off meanwhile. */
const SENT = 'data-sent';

export function markPrepared(root: HTMLElement, locale: string): void {
  root.setAttribute(WAITING, locale);
}

/** The language of the page that waits to be taken over; null when there is none. */
export function preparedLocale(root: HTMLElement): string | null {
  return root.getAttribute(WAITING);
}

/** Keeps the browser from sending a form, with a password in the address, that the portal is to send. */
export function holdForm(root: HTMLElement, event: SubmitEvent): void {
  if (preparedLocale(root) === null) return;
  event.preventDefault();
  root.setAttribute(SENT, '');
  event.submitter?.setAttribute('aria-busy', 'true');
}

/** The portal answers from now on; a form that was sent off meanwhile is sent now. */
export function takeOver(root: HTMLElement): void {
  if (preparedLocale(root) === null) return;
  root.removeAttribute(WAITING);
  root.querySelector('[type=submit][aria-busy]')?.removeAttribute('aria-busy');
  if (!root.hasAttribute(SENT)) return;
  root.removeAttribute(SENT);
  // Once what follows the first rendering has run.
  setTimeout(() => root.querySelector('form')?.requestSubmit());
}
