import { http } from 'msw';
import { accepted } from '../answers';
import { AUTH, type Imitation } from '../imitation';

export const accountsHandlers = ({ world, end, recent }: Imitation) => [
  http.delete(
    `${AUTH}/account`,
    recent((_call, _session, own) => {
      end((s) => s.userId !== own.user.id);
      world.accounts.delete(own.user.id);
      return accepted();
    }),
  ),
];
