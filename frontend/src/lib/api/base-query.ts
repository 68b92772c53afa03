import type { BaseQueryFn } from '@reduxjs/toolkit/query/react';
import type { AuthSession } from '@/lib/auth/auth-session';
import type { ApiError } from './problem';
import { type Answer, type ApiRequest, send } from './send';

export interface AnswerMeta {
  etag: string | null;
  requestId: string | null;
}

export type ApiBaseQuery = BaseQueryFn<ApiRequest, unknown, ApiError, object, AnswerMeta>;

/** Calls that carry no access token: a 401 from one of these is its answer, never a reason to refresh. */
const ANONYMOUS = new Set([
  '/api/v1/auth/register',
  '/api/v1/auth/login',
  '/api/v1/auth/refresh',
  '/api/v1/auth/csrf',
  '/api/v1/auth/password/policy',
  '/api/v1/auth/password/forgot',
  '/api/v1/auth/password/reset',
  '/api/v1/auth/email/verify',
  '/api/v1/auth/email/verify/resend',
  '/api/v1/auth/email/change/confirm',
  '/api/v1/auth/email/change/undo',
]);

const RENEWABLE = new Set(['token_expired', 'session_expired']);

function result(answer: Answer): ReturnType<ApiBaseQuery> {
  if (!answer.ok) return { error: answer.error };
  return { data: answer.data, meta: { etag: answer.etag, requestId: answer.requestId } };
}

/**
 * The one way from features to the API: adds the access token, and on an expired one has the session
 * renewed once and sends the call once more. Whether the session is over is for the session to say.
 */
export function createBaseQuery(session: AuthSession, fetcher?: typeof fetch): ApiBaseQuery {
  return async (request, { signal }) => {
    const anonymous = ANONYMOUS.has(request.url);
    const attempt = () =>
      send(request, {
        signal,
        fetch: fetcher,
        accessToken: anonymous ? null : session.accessToken,
      });
    const generation = session.generation;
    const answer = await attempt();
    if (answer.ok || anonymous || answer.error.status !== 401) return result(answer);
    if (!RENEWABLE.has(answer.error.code)) return result(answer);

    const renewal = await session.refresh(generation);
    if (renewal.outcome === 'renewed') return result(await attempt());
    return { error: renewal.outcome === 'unavailable' ? renewal.error : answer.error };
  };
}
