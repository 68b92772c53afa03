import { endpoints as passwordEndpoints } from '@/features/password/api/endpoints';
import { endpoints as signInEndpoints } from '@/features/sign_in/api/endpoints';
import { endpoints as signUpEndpoints } from '@/features/sign_up/api/endpoints';
import { store } from './store';

// What the sign-in and sign-up pages do through the store, which is loaded after their form is shown.

export async function signIn(body: { email: string; password: string }): Promise<void> {
  const { signIn: endpoint } = signInEndpoints.endpoints;
  await store.dispatch(endpoint.initiate({ body }, { track: false })).unwrap();
}

/** Opens an account; says whether its address has to be proven first. */
export async function signUp(body: {
  name: string;
  email: string;
  password: string;
}): Promise<'ok' | 'verification_required'> {
  const { signUp: endpoint } = signUpEndpoints.endpoints;
  const answer = await store.dispatch(endpoint.initiate({ body }, { track: false })).unwrap();
  return answer.status;
}

/** The server's password policy, or nothing when it does not say. */
export async function passwordPolicy() {
  const { getPasswordPolicy: endpoint } = passwordEndpoints.endpoints;
  const { data } = await store.dispatch(endpoint.initiate(undefined, { subscribe: false }));
  return data;
}
