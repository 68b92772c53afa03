import { networkError } from '@/lib/api/problem';

/** What sending the form needs; code that does not arrive is a server that cannot be reached. */
export const loadDoor = () =>
  import('./door').catch(() => {
    throw networkError();
  });
