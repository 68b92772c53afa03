import { endpoints } from '@/features/sign_in/api/endpoints';
import { store } from './store';

/** Signs in through the store; loaded when somebody starts to fill in the form. */
export async function signIn(body: { email: string; password: string }): Promise<void> {
  await store.dispatch(endpoints.endpoints.signIn.initiate({ body }, { track: false })).unwrap();
}
