import { createContext, useContext } from 'react';

/**
 * Asks the person for their password where the API wants a recent sign-in; resolves to whether they gave it.
 * The sign-in feature provides it, the others use it.
 */
export type ConfirmIdentity = () => Promise<boolean>;

export const ConfirmIdentityContext = createContext<ConfirmIdentity>(() => Promise.resolve(false));

/** Returns how to run an action that needs a recent sign-in: asked for when the API wants it, then run again. */
export function useWithRecentSignIn() {
  const confirmIdentity = useContext(ConfirmIdentityContext);
  return async <T>(action: () => Promise<T>): Promise<T> => {
    try {
      return await action();
    } catch (error) {
      const { code } = error as { code?: string };
      if (code !== 'reauthentication_required' || !(await confirmIdentity())) throw error;
      return action();
    }
  };
}
