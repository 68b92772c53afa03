const KEY = 'gatehouse.signed-in';

/**
 * Remembers that this browser has signed in, so that a first visit does not ask for a session that cannot
 * exist. It says nothing about who, and holds no secret.
 */
export interface SignedInHint {
  mayBeSignedIn(): boolean;
  remember(): void;
  forget(): void;
}

/** The hint in localStorage; where storage is refused, every page load asks the server. */
export function storedHint(): SignedInHint {
  const quietly = <T>(action: () => T, otherwise: T): T => {
    try {
      return action();
    } catch {
      return otherwise;
    }
  };
  return {
    mayBeSignedIn: () => quietly(() => localStorage.getItem(KEY) === '1', true),
    remember: () => quietly(() => localStorage.setItem(KEY, '1'), undefined),
    forget: () => quietly(() => localStorage.removeItem(KEY), undefined),
  };
}
