import { HttpResponse, http } from 'msw';
import { cookie, done, page, problem } from '../answers';
import { AUTH, type Imitation } from '../imitation';

export const sessionsHandlers = ({
  world,
  byAccess,
  byCookie,
  agent,
  tokens,
  end,
  open,
  signed,
}: Imitation) => [
  http.get(
    `${AUTH}/csrf`,
    open(({ request }) => {
      const session = byCookie(request);
      return session
        ? HttpResponse.json({ csrf_token: session.csrf })
        : problem(401, 'session_expired');
    }),
  ),
  http.post(
    `${AUTH}/refresh`,
    open(({ request }) => {
      const session = byCookie(request);
      if (!session) return problem(401, 'session_expired');
      if (request.headers.get('X-CSRF-Token') !== session.csrf) return problem(403, 'csrf_failed');
      world.rotate(session);
      return HttpResponse.json(tokens(session), { headers: { 'Set-Cookie': cookie(session) } });
    }),
  ),
  http.post(
    `${AUTH}/logout`,
    open(({ request, body }) => {
      const session = byAccess(request) ?? byCookie(request);
      if (session) {
        const all = body.scope === 'global';
        end((s) => s !== session && !(all && s.userId === session.userId));
      }
      return new HttpResponse(null, {
        status: 204,
        headers: {
          'Set-Cookie': cookie(null),
          'Clear-Site-Data': '"cache", "cookies", "storage"',
        },
      });
    }),
  ),
  http.get(
    `${AUTH}/sessions`,
    signed(({ request }, session) =>
      page(
        request,
        [...world.sessions.values()]
          .filter((s) => s.userId === session.userId)
          .map((s) => ({ ...s.entry, current: s === session })),
      ),
    ),
  ),
  http.delete(
    `${AUTH}/sessions/:id`,
    signed(({ params, request }, _session, own) => {
      const found = world.sessions.get(String(params.id));
      if (!found || found.userId !== own.user.id) return problem(404, 'not_found');
      world.sessions.delete(found.entry.id);
      world.record(own.user.id, 'user.sessions_ended', agent(request));
      return done();
    }),
  ),
  http.delete(
    `${AUTH}/sessions`,
    signed((_call, session, own) => {
      end((s) => s === session || s.userId !== own.user.id);
      return done();
    }),
  ),
];
