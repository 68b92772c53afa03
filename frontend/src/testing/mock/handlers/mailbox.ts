import { HttpResponse, http } from 'msw';
import type { Imitation } from '../imitation';

export const mailboxHandlers = ({ world, open }: Imitation) => [
  http.get(
    '*/api/v1/notifications/mailbox',
    open(() => HttpResponse.json({ data: world.mails.slice(0, 50) })),
  ),
];
