import { http } from 'msw';
import { problem } from './answers';
import { accountsHandlers } from './handlers/accounts';
import { adminHandlers } from './handlers/admin';
import { auditHandlers } from './handlers/audit';
import { emailHandlers } from './handlers/email';
import { healthHandlers } from './handlers/health';
import { limitsHandlers } from './handlers/limits';
import { mailboxHandlers } from './handlers/mailbox';
import { mailsHandlers } from './handlers/mails';
import { passwordHandlers } from './handlers/password';
import { profilesHandlers } from './handlers/profiles';
import { sessionsHandlers } from './handlers/sessions';
import { signInHandlers } from './handlers/sign_in';
import { signUpHandlers } from './handlers/sign_up';
import { imitationOf } from './imitation';
import type { World } from './world';

/** Imitates the API over a world, as its contract says; what a browser can see of it, no more. */
export function handlersFor(world: World) {
  const imitation = imitationOf(world);
  return [
    ...signUpHandlers(imitation),
    ...signInHandlers(imitation),
    ...sessionsHandlers(imitation),
    ...passwordHandlers(imitation),
    ...emailHandlers(imitation),
    ...accountsHandlers(imitation),
    ...auditHandlers(imitation),
    ...adminHandlers(imitation),
    ...limitsHandlers(imitation),
    ...profilesHandlers(imitation),
    ...mailsHandlers(imitation),
    ...mailboxHandlers(imitation),
    ...healthHandlers(),
    http.all('*/api/*', () => problem(404, 'not_found')),
  ];
}
