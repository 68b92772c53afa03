import { HttpResponse, http } from 'msw';
import { accepted, done, invalid, problem, text, weak } from '../answers';
import { AUTH, type Imitation } from '../imitation';

export const passwordHandlers = ({
  world,
  account,
  agent,
  end,
  spend,
  open,
  signed,
}: Imitation) => [
  http.get(`${AUTH}/password/policy`, () =>
    HttpResponse.json({ min_length: 12, max_length: 256, min_score: 3 }),
  ),
  http.post(
    `${AUTH}/password/forgot`,
    open(({ body, request }) => {
      const found = world.byEmail(text(body.email));
      if (found) world.mail(found, 'reset', found.user.email, new URL(request.url).origin);
      return accepted();
    }),
  ),
  http.post(
    `${AUTH}/password/reset`,
    open(({ body }) => {
      if (weak(text(body.password))) return invalid('/password', 'weak_password');
      const token = spend(body, 'reset');
      if (!token) return problem(410, 'token_expired');
      account(token.userId).password = text(body.password);
      end((s) => s.userId !== token.userId);
      return done();
    }),
  ),
  http.post(
    `${AUTH}/password/change`,
    signed(({ body, request }, session, own) => {
      if (body.current_password !== own.password) return problem(403, 'invalid_credentials');
      if (weak(text(body.new_password))) return invalid('/new_password', 'weak_password');
      own.password = text(body.new_password);
      end((s) => s === session || s.userId !== own.user.id);
      world.record(own.user.id, 'user.password_changed', agent(request));
      return done();
    }),
  ),
];
