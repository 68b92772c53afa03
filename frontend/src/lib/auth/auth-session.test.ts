import { describe, expect, test, vi } from 'vitest';
import { createBaseQuery } from '@/lib/api/base-query';
import { FakeChannelHub, fakeHint, fakeLocks } from '@/testing/fake-browser';
import { AuthSession, type AuthSessionOptions } from './auth-session';

function problem(status: number, code: string): Response {
  return Response.json(
    { type: `/problems/${code}`, title: code, status, code },
    { status, headers: { 'Content-Type': 'application/problem+json', 'X-Request-Id': 'r-1' } },
  );
}

/** A server with one session: access tokens `a1`, `a2`, ... of which only the newest is good. */
class FakeServer {
  generation = 1;
  refreshes = 0;
  revoked = false;
  refreshMode: 'ok' | 'network' | 'overloaded' | 'reused' | 'hangs' = 'ok';
  readonly calls: string[] = [];

  readonly fetch = (async (input: RequestInfo | URL, init?: RequestInit) => {
    const url = String(input);
    this.calls.push(`${init?.method ?? 'GET'} ${url}`);
    const headers = new Headers(init?.headers);
    await new Promise((resolve) => setTimeout(resolve, 2));
    if (url.endsWith('/csrf')) return Response.json({ csrf_token: 'c' });
    if (url.endsWith('/login')) return problem(401, 'invalid_credentials');
    if (url.endsWith('/logout')) return this.#logout(headers);
    if (url.endsWith('/refresh')) return this.#refresh(headers, init?.signal ?? undefined);
    const good = headers.get('Authorization') === `Bearer a${this.generation}`;
    return good && !this.revoked ? Response.json({ ok: true }) : problem(401, 'token_expired');
  }) as typeof fetch;

  expire() {
    this.generation += 1;
  }

  #logout(headers: Headers) {
    if (headers.get('X-CSRF-Token') !== 'c') return problem(403, 'csrf_failed');
    this.revoked = true;
    return new Response(null, { status: 204 });
  }

  async #refresh(headers: Headers, signal?: AbortSignal) {
    this.refreshes += 1;
    if (this.refreshMode === 'network') throw new TypeError('Failed to fetch');
    if (this.refreshMode === 'hangs') {
      await new Promise((_, reject) =>
        signal?.addEventListener('abort', () => reject(signal.reason)),
      );
    }
    if (this.refreshMode === 'overloaded') return problem(503, 'overloaded');
    if (this.refreshMode === 'reused') return problem(401, 'refresh_token_reused');
    if (headers.get('X-CSRF-Token') !== 'c') return problem(403, 'csrf_failed');
    if (this.revoked) return problem(401, 'session_expired');
    return Response.json(this.tokens());
  }

  tokens() {
    return { access_token: `a${this.generation}`, expires_in: 900, csrf_token: 'c' };
  }
}

function tab(server: FakeServer, options: Partial<AuthSessionOptions> = {}) {
  const session = new AuthSession({
    channel: new FakeChannelHub().tab(),
    hint: fakeHint(),
    locks: fakeLocks(),
    fetch: server.fetch,
    ...options,
  });
  const query = createBaseQuery(session, server.fetch);
  const context = { signal: new AbortController().signal } as Parameters<typeof query>[1];
  const call = (url = '/api/v1/users/me') => Promise.resolve(query({ url }, context, {}));
  return { session, call };
}

describe('one tab', () => {
  test('five parallel 401s refresh once and all succeed', async () => {
    const server = new FakeServer();
    const { session, call } = tab(server);
    session.adopt(server.tokens());
    server.expire();
    const answers = await Promise.all(Array.from({ length: 5 }, () => call()));
    expect(answers.every((answer) => answer.error === undefined)).toBe(true);
    expect(server.refreshes).toBe(1);
    expect(server.calls.filter((line) => line.endsWith('/users/me'))).toHaveLength(10);
  });

  test('a call is retried once only', async () => {
    const server = new FakeServer();
    const { session, call } = tab(server);
    session.adopt(server.tokens());
    server.generation = 7;
    vi.spyOn(server, 'tokens').mockReturnValue({
      access_token: 'stale',
      expires_in: 900,
      csrf_token: 'c',
    });
    expect((await call()).error).toMatchObject({ status: 401, code: 'token_expired' });
    expect(server.refreshes).toBe(1);
  });

  test.each(['network', 'overloaded'] as const)('%s on refresh is not a sign-out', async (mode) => {
    const server = new FakeServer();
    const { session, call } = tab(server);
    session.adopt(server.tokens());
    server.expire();
    server.refreshMode = mode;
    const failed = await call();
    expect(failed.error?.status).toBe(mode === 'network' ? 0 : 503);
    expect(session.snapshot.status).toBe('signed_in');
    server.refreshMode = 'ok';
    expect((await call()).error).toBeUndefined();
  });

  test('a 401 on sign-in does not refresh', async () => {
    const server = new FakeServer();
    const { call } = tab(server);
    const answer = await call('/api/v1/auth/login');
    expect(answer.error).toMatchObject({ status: 401, code: 'invalid_credentials' });
    expect(server.refreshes).toBe(0);
  });

  test('a reused refresh token ends the session and says so', async () => {
    const server = new FakeServer();
    const hint = fakeHint();
    const { session, call } = tab(server, { hint });
    session.adopt(server.tokens());
    server.expire();
    server.refreshMode = 'reused';
    expect((await call()).error?.status).toBe(401);
    expect(session.snapshot).toMatchObject({ status: 'signed_out', reason: 'reused' });
    expect(session.accessToken).toBeNull();
    expect(hint.value).toBe(false);
  });

  test('a stale CSRF token is replaced once', async () => {
    const server = new FakeServer();
    const { session } = tab(server);
    session.adopt({ ...server.tokens(), csrf_token: 'old' });
    expect(await session.refresh(session.generation)).toEqual({ outcome: 'renewed' });
    expect(server.refreshes).toBe(2);
  });

  test('a first visit asks the server nothing', async () => {
    const server = new FakeServer();
    const { session } = tab(server, { hint: fakeHint(false) });
    await session.resume();
    expect(session.snapshot.status).toBe('signed_out');
    expect(server.calls).toEqual([]);
  });

  test('an unreachable server at page load is told apart from signed out', async () => {
    const server = new FakeServer();
    server.refreshMode = 'network';
    const { session } = tab(server);
    await session.resume();
    expect(session.snapshot.status).toBe('unreachable');
    server.refreshMode = 'ok';
    await session.resume();
    expect(session.snapshot.status).toBe('signed_in');
  });

  test('a sign-out overtaking a refresh wins', async () => {
    const server = new FakeServer();
    const { session } = tab(server);
    session.adopt(server.tokens());
    const refreshing = session.refresh(session.generation);
    session.endEverywhere('signed_out');
    expect(await refreshing).toEqual({ outcome: 'signed_out' });
    expect(session.accessToken).toBeNull();
  });

  test('signing out without an answer keeps the session and returns why', async () => {
    const server = new FakeServer();
    const { session } = tab(server, {
      fetch: (async () => {
        throw new TypeError('Failed to fetch');
      }) as typeof fetch,
    });
    session.adopt(server.tokens());
    expect(await session.signOut()).toMatchObject({ kind: 'network' });
    expect(session.snapshot.status).toBe('signed_in');
  });
});

describe('several tabs', () => {
  function tabs(server: FakeServer, count: number, delayMs = 5) {
    const hub = new FakeChannelHub(delayMs);
    const locks = fakeLocks();
    return Array.from({ length: count }, () => tab(server, { channel: hub.tab(), locks }));
  }

  test('five tabs with four calls each share one refresh', async () => {
    const server = new FakeServer();
    const all = tabs(server, 5);
    all[0]?.session.adopt(server.tokens());
    await vi.waitFor(() => expect(all.every((t) => t.session.accessToken === 'a1')).toBe(true));
    for (let round = 0; round < 5; round += 1) {
      server.expire();
      const calls = all.flatMap((t) => Array.from({ length: 4 }, () => t.call()));
      const answers = await Promise.all(calls);
      expect(answers.filter((answer) => answer.error)).toEqual([]);
    }
    expect(server.refreshes).toBe(5);
  });

  test('signing out reaches every tab', async () => {
    const server = new FakeServer();
    const all = tabs(server, 3);
    all[0]?.session.adopt(server.tokens());
    await vi.waitFor(() => expect(all[2]?.session.snapshot.status).toBe('signed_in'));
    expect(await all[0]?.session.signOut()).toBeNull();
    await vi.waitFor(() =>
      expect(all.map((t) => t.session.snapshot.status)).toEqual(Array(3).fill('signed_out')),
    );
    expect(all[2]?.session.accessToken).toBeNull();
  });

  test('a tab that hangs with the lock delays the others no longer than the bound', async () => {
    const server = new FakeServer();
    const locks = fakeLocks();
    void locks.request('auth-refresh', () => new Promise(() => {}));
    const { session, call } = tab(server, { locks, lockWaitMs: 40 });
    session.adopt(server.tokens());
    server.expire();
    expect((await call()).error).toBeUndefined();
    expect(server.refreshes).toBe(1);
  });

  test('another sign-in changes the epoch, a renewal does not', async () => {
    const server = new FakeServer();
    const [first, second] = tabs(server, 2);
    first?.session.adopt(server.tokens());
    await vi.waitFor(() => expect(second?.session.snapshot.status).toBe('signed_in'));
    const epoch = second?.session.snapshot.epoch;
    server.expire();
    await first?.session.refresh(first.session.generation);
    await vi.waitFor(() => expect(second?.session.accessToken).toBe('a2'));
    expect(second?.session.snapshot.epoch).toBe(epoch);
    first?.session.adopt(server.tokens());
    await vi.waitFor(() => expect(second?.session.snapshot.epoch).not.toBe(epoch));
  });
});
