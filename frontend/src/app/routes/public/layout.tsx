import { Outlet } from 'react-router';
import { DoorwayLayout } from '@/components/layouts/doorway-layout';

export function PublicLayout() {
  return (
    <DoorwayLayout>
      <Outlet />
    </DoorwayLayout>
  );
}
