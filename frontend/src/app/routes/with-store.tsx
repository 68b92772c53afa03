import { Provider } from 'react-redux';
import { Outlet } from 'react-router';
import { Toaster } from '@/components/feedback/toaster';
import { store } from '../store';

/** Everything but the sign-in page: signing in must not wait for the store's code to arrive. */
export function Component() {
  return (
    <Provider store={store}>
      <Outlet />
      <Toaster />
    </Provider>
  );
}
