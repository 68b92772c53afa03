/** One refused member of a request, as RFC 9457 `errors` carries it: a JSON pointer and a stable code. */
export interface FieldProblem {
  pointer: string;
  code: string;
  detail: string;
}

/**
 * Why a call failed. `network` means that no answer arrived (the request may still have taken effect);
 * `problem` is the server's own answer. It is plain data, so it may live in the Redux store.
 */
export interface ApiError {
  kind: 'network' | 'problem';
  /** HTTP status, 0 without an answer. */
  status: number;
  /** Stable code of the API; `network` or `http_<status>` when the answer carries none. */
  code: string;
  detail: string;
  fields: FieldProblem[];
  /** Whole seconds to wait before another try, where the server says so. */
  retryAfterSeconds: number | null;
  /** What support needs to find this call in the logs. */
  requestId: string | null;
}

export function networkError(): ApiError {
  return {
    kind: 'network',
    status: 0,
    code: 'network',
    detail: '',
    fields: [],
    retryAfterSeconds: null,
    requestId: null,
  };
}

/** Reads `Retry-After` (RFC 9110 10.2.3): seconds or a date; null when absent or unreadable. */
export function retryAfterSeconds(value: string | null, now: number): number | null {
  if (value === null) return null;
  if (/^\d{1,9}$/.test(value.trim())) return Number(value);
  const at = Date.parse(value);
  return Number.isNaN(at) ? null : Math.max(0, Math.ceil((at - now) / 1000));
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function fieldProblems(value: unknown): FieldProblem[] {
  if (!Array.isArray(value)) return [];
  return value.filter(isRecord).map((entry) => ({
    pointer: text(entry.pointer),
    code: text(entry.code),
    detail: text(entry.detail),
  }));
}

/** Decodes an error answer; a body that is no problem document still yields a usable error. */
export async function problemFrom(response: Response): Promise<ApiError> {
  let body: unknown = null;
  try {
    body = await response.json();
  } catch {
    // A gateway's HTML page or an empty body: the status has to do.
  }
  const record = isRecord(body) ? body : {};
  return {
    kind: 'problem',
    status: response.status,
    code: text(record.code) || `http_${response.status}`,
    detail: text(record.detail),
    fields: fieldProblems(record.errors),
    retryAfterSeconds: retryAfterSeconds(response.headers.get('Retry-After'), Date.now()),
    requestId: response.headers.get('X-Request-Id'),
  };
}

export function isApiError(value: unknown): value is ApiError {
  return isRecord(value) && (value.kind === 'network' || value.kind === 'problem');
}
