import { StrictMode, useLayoutEffect } from 'react';
import { type DataRouter, RouterProvider } from 'react-router';

/** The whole portal; `onShown` is called once, when the first page answers to what people do. */
export function App({ router, onShown }: { router: DataRouter; onShown: () => void }) {
  useLayoutEffect(() => onShown(), [onShown]);
  return (
    <StrictMode>
      <RouterProvider router={router} />
    </StrictMode>
  );
}
