import { useOutletContext } from 'react-router';
import type { SignedInUser } from '@/features/sign_in/api/endpoints';

/** The signed-in person; undefined until the server has said who it is. */
export function useUser(): SignedInUser | undefined {
  return useOutletContext<SignedInUser | undefined>();
}
