import type { AuthSession } from './auth-session';

/** Renewal is spread over this share of the lifetime, so that many clients do not come at once. */
const JITTER = 0.1;
/** A failed early renewal is tried again after this, in milliseconds; the token is still good. */
const RETRY_MS = 15_000;

/**
 * Renews the token at 80 % of its life while the page is visible, so that people do not wait for it.
 * Hidden tabs leave it to the visible one, and catch up when they are shown. Returns how to stop.
 */
export function renewAheadOfTime(
  session: AuthSession,
  page: Pick<Document, 'visibilityState' | 'addEventListener' | 'removeEventListener'> = document,
  random: () => number = Math.random,
): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let plannedFor = -1;

  const renew = async () => {
    if (page.visibilityState !== 'visible') return;
    const renewal = await session.refresh(session.generation);
    if (renewal.outcome === 'unavailable') timer = setTimeout(renew, RETRY_MS);
  };
  const plan = () => {
    const at = session.renewAt;
    if (at === null) {
      clearTimeout(timer);
      plannedFor = -1;
      return;
    }
    if (plannedFor === session.generation) return;
    plannedFor = session.generation;
    clearTimeout(timer);
    const ahead = at - Date.now();
    timer = setTimeout(renew, Math.max(0, ahead * (1 + JITTER * random())));
  };
  const shown = () => {
    const at = session.renewAt;
    if (page.visibilityState === 'visible' && at !== null && Date.now() >= at) void renew();
  };

  const unsubscribe = session.subscribe(plan);
  page.addEventListener('visibilitychange', shown);
  plan();
  return () => {
    unsubscribe();
    clearTimeout(timer);
    page.removeEventListener('visibilitychange', shown);
  };
}
