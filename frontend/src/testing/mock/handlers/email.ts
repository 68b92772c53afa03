import { http } from 'msw';
import { accepted, done, problem, text } from '../answers';
import { AUTH, type Imitation } from '../imitation';

export const emailHandlers = ({
  world,
  byCookie,
  account,
  spend,
  passwordNeeded,
  open,
  recent,
}: Imitation) => [
  http.post(
    `${AUTH}/email/verify`,
    open(({ body, request }) => {
      const token = spend(body, 'verify');
      if (!token) return problem(410, 'token_expired');
      const own = account(token.userId);
      own.user.email_verified = true;
      return byCookie(request)?.userId === own.user.id ? done() : passwordNeeded(own);
    }),
  ),
  http.post(
    `${AUTH}/email/change`,
    recent(({ body, request }, _session, own) => {
      const { origin } = new URL(request.url);
      world.mail(own, 'change', text(body.email), origin);
      world.mail(own, 'undo', own.user.email, origin);
      return accepted();
    }),
  ),
  http.post(
    `${AUTH}/email/change/confirm`,
    open(({ body }) => {
      const token = spend(body, 'change');
      if (!token) return problem(410, 'token_expired');
      const { user } = account(token.userId);
      user.email = token.email;
      user.email_verified = true;
      return done();
    }),
  ),
  http.post(
    `${AUTH}/email/change/undo`,
    open(({ body }) => {
      const token = spend(body, 'undo');
      if (!token) return problem(410, 'token_expired');
      const own = account(token.userId);
      own.user.email = token.email;
      return passwordNeeded(own);
    }),
  ),
];
