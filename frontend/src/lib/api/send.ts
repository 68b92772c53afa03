import { type ApiError, networkError, problemFrom } from './problem';

export interface ApiRequest {
  url: string;
  method?: string;
  body?: unknown;
  params?: Record<string, string | number | boolean | null | undefined>;
  headers?: Record<string, string | undefined>;
}

export interface SendOptions {
  accessToken?: string | null;
  csrfToken?: string | null;
  signal?: AbortSignal;
  fetch?: typeof fetch;
}

export type Answer =
  | { ok: true; data: unknown; etag: string | null; requestId: string | null }
  | { ok: false; error: ApiError };

/** Longer than the gateway's own limit, so that its answer arrives rather than our impatience. */
const TIMEOUT_MS = 20_000;

function address(request: ApiRequest): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(request.params ?? {})) {
    if (value !== undefined && value !== null && value !== '') query.set(name, String(value));
  }
  return query.size > 0 ? `${request.url}?${query}` : request.url;
}

function headersOf(request: ApiRequest, options: SendOptions): Headers {
  const headers = new Headers({ Accept: 'application/json' });
  for (const [name, value] of Object.entries(request.headers ?? {})) {
    if (value !== undefined) headers.set(name, value);
  }
  if (request.body !== undefined) headers.set('Content-Type', 'application/json');
  if (options.accessToken) headers.set('Authorization', `Bearer ${options.accessToken}`);
  if (options.csrfToken) headers.set('X-CSRF-Token', options.csrfToken);
  return headers;
}

/**
 * Sends one call to our own origin and decodes the answer; it never throws.
 * The refresh cookie goes to the auth service only: everywhere else the browser is told to leave it out.
 */
export async function send(request: ApiRequest, options: SendOptions = {}): Promise<Answer> {
  const timeout = AbortSignal.timeout(TIMEOUT_MS);
  const init: RequestInit = {
    method: request.method ?? 'GET',
    headers: headersOf(request, options),
    credentials: request.url.startsWith('/api/v1/auth/') ? 'same-origin' : 'omit',
    redirect: 'error',
    signal: options.signal ? AbortSignal.any([options.signal, timeout]) : timeout,
  };
  if (request.body !== undefined) init.body = JSON.stringify(request.body);
  try {
    const response = await (options.fetch ?? fetch)(address(request), init);
    if (!response.ok) return { ok: false, error: await problemFrom(response) };
    const body = await response.text();
    return {
      ok: true,
      data: body === '' ? null : JSON.parse(body),
      etag: response.headers.get('ETag'),
      requestId: response.headers.get('X-Request-Id'),
    };
  } catch {
    // fetch rejects for a lost connection, an abort, a redirect or a torn body alike: no answer arrived.
    return { ok: false, error: networkError() };
  }
}
