import { Address } from './address';
import { TextLink } from './text-link';

/** Leads an administrator to somebody; by their address where it is known, else by the end of their id. */
export function PersonLink({ id, email = null }: { id: string | null; email?: string | null }) {
  if (!id) return <span className="text-soft">{email ?? '–'}</span>;
  return (
    <TextLink to={`/admin/users/${id}`} title={id} className={email ? 'wrap-anywhere' : undefined}>
      {email ? (
        <Address>{email}</Address>
      ) : (
        <code className="whitespace-nowrap">…{id.slice(-8)}</code>
      )}
    </TextLink>
  );
}
