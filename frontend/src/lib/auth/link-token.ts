import { useState } from 'react';
import { useLocation, useNavigate } from 'react-router';

/**
 * The token of a mail's link, taken from the address once and removed from it, so that it stays neither in
 * the history nor in what the page links to.
 */
export function useLinkToken(): string {
  const location = useLocation();
  const navigate = useNavigate();
  const [token] = useState(() => {
    const fromHash = new URLSearchParams(location.hash.slice(1)).get('token');
    const found = fromHash ?? new URLSearchParams(location.search).get('token') ?? '';
    if (found)
      queueMicrotask(() => navigate(location.pathname, { replace: true, state: location.state }));
    return found;
  });
  return token;
}
