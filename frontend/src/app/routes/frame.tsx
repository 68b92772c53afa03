import { Outlet } from 'react-router';
import { PendingBar } from '@/components/layouts/pending-bar';

/** Around every page. */
export function Frame() {
  return (
    <>
      <Outlet />
      <PendingBar />
    </>
  );
}
