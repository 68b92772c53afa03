import { createApi } from '@reduxjs/toolkit/query/react';
import { session } from '@/lib/auth/session';
import { createBaseQuery } from './base-query';

/** The one API slice; each feature injects the endpoints generated for it. */
export const api = createApi({
  reducerPath: 'api',
  baseQuery: createBaseQuery(session),
  tagTypes: ['Session', 'Profile', 'User', 'SecurityLog', 'Mail'],
  keepUnusedDataFor: 120,
  refetchOnReconnect: true,
  endpoints: () => ({}),
});
