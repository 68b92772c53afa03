import { AuthSession } from './auth-session';
import { browserChannel } from './session-channel';
import { storedHint } from './signed-in-hint';

/** The session of this page. */
export const session = new AuthSession({
  channel: browserChannel(),
  hint: storedHint(),
  locks: navigator.locks,
});
