import { useSyncExternalStore } from 'react';
import type { Snapshot } from './auth-session';
import { session } from './session';

/** Pages prepared at build time know of no session. */
const unknown: Snapshot = { status: 'unknown', reason: 'none', epoch: 0 };

/** Whether this browser has a session, and why not; renders again when that changes. */
export function useSession(): Snapshot {
  return useSyncExternalStore(
    session.subscribe,
    () => session.snapshot,
    () => unknown,
  );
}
