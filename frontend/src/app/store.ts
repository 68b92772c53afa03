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
let epoch = session.snapshot.epoch;
session.subscribe(() => {
  if (session.snapshot.epoch === epoch) return;
  epoch = session.snapshot.epoch;
  store.dispatch(api.util.resetApiState());
});
