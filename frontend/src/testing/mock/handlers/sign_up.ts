import { HttpResponse, http } from 'msw';
import { accepted, invalid, problem, text, weak } from '../answers';
import { AUTH, type Imitation } from '../imitation';

export const signUpHandlers = ({ world, agent, sessionAnswer, open }: Imitation) => [
  http.post(
    `${AUTH}/register`,
    open(({ request, body }) => {
      const email = text(body.email).trim().toLowerCase();
      if (!/^[^@\s]+@[^@\s]+\.[^@\s]+$/.test(email)) return invalid('/email', 'invalid_email');
      if (weak(text(body.password))) return invalid('/password', 'weak_password');
      const taken = world.byEmail(email);
      if (world.verification === 'deferred' && taken) return problem(409, 'email_exists');
      if (!taken) {
        const created = world.addAccount(email, text(body.name), text(body.password));
        world.record(created.user.id, 'user.registered', agent(request));
        world.mail(created, 'verify', email, new URL(request.url).origin);
        if (world.verification === 'deferred') {
          return sessionAnswer(world.startSession(created.user.id, agent(request)), 201);
        }
      }
      return HttpResponse.json({ status: 'verification_required' }, { status: 202 });
    }),
  ),
  http.post(
    `${AUTH}/email/verify/resend`,
    open(({ body, request }) => {
      const found = world.byEmail(text(body.email));
      if (found) world.mail(found, 'verify', found.user.email, new URL(request.url).origin);
      return accepted();
    }),
  ),
];
