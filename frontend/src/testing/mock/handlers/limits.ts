import { HttpResponse, http } from 'msw';
import { problem } from '../answers';
import { AUTH, type Imitation } from '../imitation';

export const limitsHandlers = ({ world, admin }: Imitation) => [
  http.get(
    `${AUTH}/admin/rate-limits/explain`,
    admin(({ request }) => {
      const id = new URL(request.url).searchParams.get('request_id');
      if (id !== 'mock') return problem(404, 'not_found');
      const decision = {
        at: world.time(-30),
        quota: 1200,
        window_seconds: 60,
        key_kind: 'client',
        key: '198.51.100.9',
      };
      return HttpResponse.json({
        request_id: id,
        decisions: [
          {
            ...decision,
            policy: 'client',
            remaining: 1187,
            retry_after_seconds: 0,
            outcome: 'allowed',
          },
          {
            ...decision,
            policy: 'login-ip',
            quota: 20,
            remaining: 0,
            retry_after_seconds: 42,
            outcome: 'refused',
          },
        ],
      });
    }),
  ),
];
