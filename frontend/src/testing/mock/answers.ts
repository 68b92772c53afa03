import { HttpResponse } from 'msw';
import type { LiveSession } from './world';

// How the imitated API answers, whatever was asked.

export function problem(
  status: number,
  code: string,
  extra: { errors?: object[]; headers?: Record<string, string> } = {},
) {
  const body = { type: `/problems/${code}`, title: code, status, code, errors: extra.errors };
  return HttpResponse.json(body, {
    status,
    headers: {
      'Content-Type': 'application/problem+json',
      'X-Request-Id': 'mock',
      ...extra.headers,
    },
  });
}

export const done = () => new HttpResponse(null, { status: 204 });
export const accepted = () => HttpResponse.json({ status: 'accepted' }, { status: 202 });
export const invalid = (pointer: string, code: string) =>
  problem(422, code === 'weak_password' ? code : 'validation_failed', {
    errors: [{ pointer, code, detail: code }],
  });

export function cookie(session: LiveSession | null): string {
  return session
    ? `__Host-refresh=${session.refresh}; HttpOnly; Secure; SameSite=Strict; Path=/; Max-Age=604800`
    : '__Host-refresh=; HttpOnly; Secure; SameSite=Strict; Path=/; Max-Age=0';
}

export function page<T>(request: Request, all: T[]) {
  const query = new URL(request.url).searchParams;
  const limit = Number(query.get('limit') ?? 20);
  const start = Number(query.get('cursor') ?? 0);
  const next = start + limit < all.length ? String(start + limit) : null;
  return HttpResponse.json({ data: all.slice(start, start + limit), next_cursor: next });
}

export const text = (value: unknown) => (typeof value === 'string' ? value : '');
export const weak = (password: string) =>
  [...password].length < 12 || /^(.)\1+$|password/i.test(password);
