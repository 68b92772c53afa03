import type { ReactNode } from 'react';
import { SkeletonRows } from '@/components/ui/skeleton';
import { type ApiError, isApiError } from '@/lib/api/problem';
import { ErrorNotice } from './error-notice';

interface Query<T> {
  data?: T;
  error?: unknown;
  isFetching: boolean;
  refetch: () => unknown;
}

/**
 * What a query has come to: skeleton, error with a retry, or its data. Data once shown stays on screen when
 * a later refetch fails; the error is said above it.
 */
export function Loaded<T>({
  query,
  rows,
  children,
}: {
  query: Query<T>;
  rows?: number;
  children: (data: T) => ReactNode;
}) {
  const error: ApiError | null = isApiError(query.error) ? query.error : null;
  if (query.data === undefined && !error) return <SkeletonRows rows={rows} />;
  return (
    <>
      {error && !query.isFetching && (
        <div className="py-4">
          <ErrorNotice error={error} onRetry={() => query.refetch()} />
        </div>
      )}
      {query.data !== undefined
        ? children(query.data)
        : query.isFetching && <SkeletonRows rows={rows} />}
    </>
  );
}
