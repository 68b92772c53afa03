import { configureStore } from '@reduxjs/toolkit';
import { setupListeners } from '@reduxjs/toolkit/query/react';
import { toasts } from '@/components/feedback/toasts';
import { api } from '@/lib/api/api';
import { session } from '@/lib/auth/session';

export const store = configureStore({
  reducer: { [api.reducerPath]: api.reducer, toasts },
  middleware: (defaults) => defaults().concat(api.middleware),
  devTools: import.meta.env.DEV,
});

setupListeners(store.dispatch);

/** Nothing fetched for one person outlives their session, in any tab. */
let before = session.snapshot;
session.subscribe(() => {
  const { snapshot } = session;
  // A session that begins where there was none finds nothing to forget.
  const ended = before.status === 'signed_in' && snapshot.epoch !== before.epoch;
  before = snapshot;
  if (ended) store.dispatch(api.util.resetApiState());
});
