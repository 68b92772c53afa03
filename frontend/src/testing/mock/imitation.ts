import { HttpResponse } from 'msw';
import { cookie, problem, text } from './answers';
import type { Account, LiveSession, World } from './world';

/** Where the auth-service's endpoints are. */
export const AUTH = '*/api/v1/auth';

interface Call {
  request: Request;
  params: Record<string, string | readonly string[] | undefined>;
  body: Record<string, unknown>;
}

/** What the features' handlers have in common: who calls, what a session is, what may be changed. */
export function imitationOf(world: World) {
  const byAccess = (request: Request) => {
    const token = request.headers.get('Authorization')?.replace(/^Bearer /, '');
    return [...world.sessions.values()].find(
      (session) => session.access === token && world.now() < session.accessUntil,
    );
  };
  const byCookie = (request: Request) => {
    const found = /(?:^|; )__Host-refresh=([^;]+)/.exec(request.headers.get('Cookie') ?? '');
    return [...world.sessions.values()].find((session) => session.refresh === found?.[1]);
  };
  const account = (id: string) => world.accounts.get(id) as Account;
  const agent = (request: Request) => request.headers.get('User-Agent') ?? '';
  const tokens = (session: LiveSession) => ({
    access_token: session.access,
    token_type: 'Bearer',
    expires_in: world.accessSeconds,
    csrf_token: session.csrf,
  });
  const sessionAnswer = (session: LiveSession, status: number) =>
    HttpResponse.json(
      {
        status: 'ok',
        ...tokens(session),
        user: account(session.userId).user,
        session: session.entry,
      },
      { status, headers: { 'Set-Cookie': cookie(session) } },
    );
  const end = (keep: (session: LiveSession) => boolean) => {
    for (const [id, session] of world.sessions) if (!keep(session)) world.sessions.delete(id);
  };
  const spend = (proof: Record<string, unknown>, purpose: string) => {
    const token = proof.token
      ? world.tokens.get(text(proof.token))
      : [...world.tokens.values()].find(
          (entry) => entry.code === proof.code && entry.email === proof.email,
        );
    if (!token || token.purpose !== purpose || token.used) return null;
    token.used = true;
    return token;
  };

  /** What was set up may be somebody else's: it is void, and the owner of the address chooses a password. */
  const passwordNeeded = (own: Account) => {
    own.password = '';
    end((s) => s.userId !== own.user.id);
    const { token } = world.token(own, 'reset', own.user.email);
    return HttpResponse.json({ status: 'password_needed', reset_token: token });
  };

  type Handler = (call: Call) => Response | Promise<Response>;
  type Signed = (call: Call, session: LiveSession, own: Account) => Response | Promise<Response>;
  const open = (handler: Handler) => async (info: { request: Request; params: Call['params'] }) => {
    const raw = await info.request.text();
    return handler({ ...info, body: raw ? JSON.parse(raw) : {} });
  };
  const signed = (handler: Signed) =>
    open((call) => {
      const session = byAccess(call.request);
      if (!session)
        return problem(401, 'token_expired', { headers: { 'WWW-Authenticate': 'Bearer' } });
      return handler(call, session, account(session.userId));
    });
  const admin = (handler: Signed) =>
    signed((call, session, own) =>
      own.user.roles.includes('admin') ? handler(call, session, own) : problem(403, 'forbidden'),
    );
  const recent = (handler: Signed) =>
    signed((call, session, own) =>
      world.now() - session.confirmedAt < 300_000
        ? handler(call, session, own)
        : problem(403, 'reauthentication_required'),
    );
  const adminView = (entry: Account) => ({
    ...entry.user,
    status: entry.status,
    updated_at: entry.profile.updated_at,
    signed_in_at: entry.profile.updated_at,
  });
  const etag = (entry: Account) => `"${entry.version}"`;
  const versioned = (
    call: Call,
    entry: Account | undefined,
    apply: (entry: Account) => Response | object,
  ) => {
    if (!entry) return problem(404, 'not_found');
    const match = call.request.headers.get('If-Match');
    if (!match) return problem(428, 'precondition_required');
    if (match !== etag(entry)) return problem(412, 'precondition_failed');
    const result = apply(entry);
    if (result instanceof Response) return result;
    entry.version += 1;
    entry.profile.updated_at = world.time();
    return HttpResponse.json(result, { headers: { ETag: etag(entry) } });
  };

  return {
    world,
    byAccess,
    byCookie,
    account,
    agent,
    tokens,
    sessionAnswer,
    end,
    spend,
    passwordNeeded,
    open,
    signed,
    admin,
    recent,
    adminView,
    etag,
    versioned,
  };
}

export type Imitation = ReturnType<typeof imitationOf>;
