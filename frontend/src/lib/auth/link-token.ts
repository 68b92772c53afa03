import { useEffect, useState } from 'react';
import { useLocation, useNavigate } from 'react-router';

/**
 * The token of a mail's link, taken from the address once and removed from it, so that it stays neither in
 * the history nor in what the page links to.
 */
export function useLinkToken(): string {
  const { hash, search, pathname, state } = useLocation();
  const navigate = useNavigate();
  const inAddress =
    new URLSearchParams(hash.slice(1)).get('token') ?? new URLSearchParams(search).get('token');
  const [token, setToken] = useState(inAddress ?? '');
  useEffect(() => {
    if (inAddress === null) return;
    setToken(inAddress);
    navigate(pathname, { replace: true, state });
  }, [inAddress, pathname, state, navigate]);
  return token;
}
