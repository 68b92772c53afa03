import { HttpResponse, http } from 'msw';
import { done, page, problem } from '../answers';
import { AUTH, type Imitation } from '../imitation';

export const adminHandlers = ({
  world,
  agent,
  end,
  admin,
  adminView,
  etag,
  versioned,
}: Imitation) => [
  http.get(
    `${AUTH}/admin/users`,
    admin(({ request }) => {
      const query = new URL(request.url).searchParams;
      const q = (query.get('q') ?? '').toLowerCase();
      const status = query.get('status');
      const found = [...world.accounts.values()].filter(
        (a) =>
          (a.user.email.startsWith(q) || a.user.name.toLowerCase().startsWith(q)) &&
          (!status || a.status === status),
      );
      return page(request, found.map(adminView));
    }),
  ),
  http.get(
    `${AUTH}/admin/users/:id`,
    admin(({ params }) => {
      const found = world.accounts.get(String(params.id));
      if (!found) return problem(404, 'not_found');
      return HttpResponse.json(adminView(found), { headers: { ETag: etag(found) } });
    }),
  ),
  http.patch(
    `${AUTH}/admin/users/:id`,
    admin((call, _session, own) =>
      versioned(call, world.accounts.get(String(call.params.id)), (found) => {
        if (call.body.status === 'active' || call.body.status === 'disabled') {
          found.status = call.body.status;
          world.record(own.user.id, 'user.status_changed', agent(call.request));
        }
        if (Array.isArray(call.body.roles)) found.user.roles = call.body.roles.map(String);
        if (found !== own) end((s) => s.userId !== found.user.id);
        return adminView(found);
      }),
    ),
  ),
  http.delete(
    `${AUTH}/admin/users/:id`,
    admin(({ params }) => {
      const id = String(params.id);
      if (!world.accounts.delete(id)) return problem(404, 'not_found');
      end((s) => s.userId !== id);
      return done();
    }),
  ),
  http.get(
    `${AUTH}/admin/users/:id/sessions`,
    admin(({ request, params }) =>
      page(
        request,
        [...world.sessions.values()].filter((s) => s.userId === params.id).map((s) => s.entry),
      ),
    ),
  ),
  http.delete(
    `${AUTH}/admin/users/:id/sessions`,
    admin(({ params }) => {
      end((s) => s.userId !== params.id);
      return done();
    }),
  ),
];
