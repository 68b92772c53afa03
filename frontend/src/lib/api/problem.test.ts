import { describe, expect, test, vi } from 'vitest';
import { problemFrom, retryAfterSeconds } from './problem';
import { send } from './send';

describe('problems', () => {
  test('a problem document is decoded with its fields and its reference', async () => {
    const error = await problemFrom(
      Response.json(
        {
          type: '/problems/validation_failed',
          title: 'Not valid',
          status: 422,
          code: 'validation_failed',
          errors: [{ pointer: '/email', code: 'invalid_email', detail: 'no' }, 'nonsense'],
        },
        { status: 422, headers: { 'X-Request-Id': 'r', 'Retry-After': '7' } },
      ),
    );
    expect(error).toEqual({
      kind: 'problem',
      status: 422,
      code: 'validation_failed',
      detail: '',
      fields: [{ pointer: '/email', code: 'invalid_email', detail: 'no' }],
      retryAfterSeconds: 7,
      requestId: 'r',
    });
  });

  test.each(['<html>', '', '[]', 'null', '{"code": 5}'])(
    '%j is told by its status',
    async (body) => {
      const error = await problemFrom(new Response(body, { status: 502 }));
      expect(error).toMatchObject({ status: 502, code: 'http_502', fields: [] });
    },
  );

  test('Retry-After is seconds or a date', () => {
    const now = Date.UTC(2026, 0, 1);
    expect(retryAfterSeconds('120', now)).toBe(120);
    expect(retryAfterSeconds('Thu, 01 Jan 2026 00:00:30 GMT', now)).toBe(30);
    expect(retryAfterSeconds('Wed, 31 Dec 2025 00:00:00 GMT', now)).toBe(0);
    expect(retryAfterSeconds('soon', now)).toBeNull();
    expect(retryAfterSeconds(null, now)).toBeNull();
  });
});

describe('sending', () => {
  const answering = (response: () => Response) => vi.fn(async () => response()) as never;

  test('CK-03 the refresh cookie is left out of everything but the auth service', async () => {
    const fetcher = vi.fn(async () => Response.json({}));
    await send({ url: '/api/v1/users/me' }, { fetch: fetcher as never });
    await send({ url: '/api/v1/auth/session' }, { fetch: fetcher as never });
    const modes = fetcher.mock.calls.map(
      (call) => (call as unknown as [string, RequestInit])[1].credentials,
    );
    expect(modes).toEqual(['omit', 'same-origin']);
  });

  test('SE-07 the access token goes into the header, never into the address', async () => {
    const fetcher = vi.fn(async () => Response.json({}));
    await send(
      { url: '/api/v1/users/me', params: { q: 'a b', none: undefined } },
      { accessToken: 't', fetch: fetcher as never },
    );
    const [url, init] = fetcher.mock.calls[0] as unknown as [string, RequestInit];
    expect(url).toBe('/api/v1/users/me?q=a+b');
    expect(new Headers(init.headers).get('Authorization')).toBe('Bearer t');
  });

  test('an empty answer is no data, a torn one no answer', async () => {
    const empty = answering(() => new Response(null, { status: 204 }));
    expect(await send({ url: '/x' }, { fetch: empty })).toMatchObject({ ok: true, data: null });
    const torn = answering(() => new Response('{"half":', { status: 200 }));
    expect(await send({ url: '/x' }, { fetch: torn })).toMatchObject({
      ok: false,
      error: { kind: 'network' },
    });
  });
});
