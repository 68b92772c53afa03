import { http } from 'msw';
import { page } from '../answers';
import { AUTH, type Imitation } from '../imitation';

export const auditHandlers = ({ world, signed, admin }: Imitation) => [
  http.get(
    `${AUTH}/security-log`,
    signed(({ request }, _session, own) =>
      page(
        request,
        world.events
          .filter((event) => event.target === own.user.id)
          .map(({ actor, target, request_id, email, email_code, ...event }) => ({
            ...event,
            by: actor === own.user.id ? 'you' : 'administrator',
          })),
      ),
    ),
  ),
  http.get(
    `${AUTH}/admin/audit-events`,
    admin(({ request }) => {
      const query = new URL(request.url).searchParams;
      const found = world.events.filter(
        (event) =>
          (!query.get('actor') || event.actor === query.get('actor')) &&
          (!query.get('action') || event.action === query.get('action')) &&
          (!query.get('since') || event.created_at >= String(query.get('since'))),
      );
      return page(request, found);
    }),
  ),
];
