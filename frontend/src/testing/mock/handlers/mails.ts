import { http } from 'msw';
import { page } from '../answers';
import type { Imitation } from '../imitation';

export const mailsHandlers = ({ world, admin }: Imitation) => [
  http.get(
    '*/api/v1/notifications/admin/mails',
    admin(({ request }) => page(request, world.deliveries)),
  ),
];
