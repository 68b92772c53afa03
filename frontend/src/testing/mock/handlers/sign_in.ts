import { HttpResponse, http } from 'msw';
import { done, problem, text } from '../answers';
import { AUTH, type Imitation } from '../imitation';

export const signInHandlers = ({ world, agent, sessionAnswer, open, signed }: Imitation) => [
  http.post(
    `${AUTH}/login`,
    open(({ request, body }) => {
      const found = world.byEmail(text(body.email).trim());
      if (!found || found.password !== body.password || found.status === 'disabled') {
        return problem(401, 'invalid_credentials');
      }
      if (world.verification === 'required' && !found.user.email_verified) {
        return problem(403, 'email_not_verified');
      }
      world.record(found.user.id, 'user.signed_in', agent(request));
      return sessionAnswer(world.startSession(found.user.id, agent(request)), 200);
    }),
  ),
  http.get(
    `${AUTH}/session`,
    signed((_call, session, own) => HttpResponse.json({ user: own.user, session: session.entry })),
  ),
  http.post(
    `${AUTH}/reauthenticate`,
    signed(({ body }, session, own) => {
      if (body.password !== own.password) return problem(403, 'invalid_credentials');
      session.confirmedAt = world.now();
      return done();
    }),
  ),
];
