import { useSyncExternalStore } from 'react';
import type { Snapshot } from './auth-session';
import { session } from './session';

/** Whether this browser has a session, and why not; renders again when that changes. */
export function useSession(): Snapshot {
  return useSyncExternalStore(session.subscribe, () => session.snapshot);
}
