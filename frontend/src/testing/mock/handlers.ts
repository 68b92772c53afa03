import { HttpResponse, http } from 'msw';
import type { Account, LiveSession, World } from './world';

interface Call {
  request: Request;
  params: Record<string, string | readonly string[] | undefined>;
  body: Record<string, unknown>;
}

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

const done = () => new HttpResponse(null, { status: 204 });
const accepted = () => HttpResponse.json({ status: 'accepted' }, { status: 202 });
const invalid = (pointer: string, code: string) =>
  problem(422, code === 'weak_password' ? code : 'validation_failed', {
    errors: [{ pointer, code, detail: code }],
  });

function cookie(session: LiveSession | null): string {
  return session
    ? `__Host-refresh=${session.refresh}; HttpOnly; Secure; SameSite=Strict; Path=/; Max-Age=604800`
    : '__Host-refresh=; HttpOnly; Secure; SameSite=Strict; Path=/; Max-Age=0';
}

function page<T>(request: Request, all: T[]) {
  const query = new URL(request.url).searchParams;
  const limit = Number(query.get('limit') ?? 20);
  const start = Number(query.get('cursor') ?? 0);
  const next = start + limit < all.length ? String(start + limit) : null;
  return HttpResponse.json({ data: all.slice(start, start + limit), next_cursor: next });
}

const text = (value: unknown) => (typeof value === 'string' ? value : '');
const weak = (password: string) => [...password].length < 12 || /^(.)\1+$|password/i.test(password);

/** Imitates the API over a world, as its contract says; what a browser can see of it, no more. */
export function handlersFor(world: World) {
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

  const A = '*/api/v1/auth';
  return [
    http.post(
      `${A}/register`,
      open(({ request, body }) => {
        const email = text(body.email).trim().toLowerCase();
        if (!/^[^@\s]+@[^@\s]+\.[^@\s]+$/.test(email)) return invalid('/email', 'invalid_email');
        if (weak(text(body.password))) return invalid('/password', 'weak_password');
        const taken = world.byEmail(email);
        if (world.verification === 'deferred' && taken) return problem(409, 'email_exists');
        if (!taken) {
          const created = world.addAccount(email, text(body.name), text(body.password));
          world.record(created.user.id, 'user.registered', agent(request));
          world.mail(created, 'verify', email, new URL(request.url).origin);
          if (world.verification === 'deferred') {
            return sessionAnswer(world.startSession(created.user.id, agent(request)), 201);
          }
        }
        return HttpResponse.json({ status: 'verification_required' }, { status: 202 });
      }),
    ),
    http.post(
      `${A}/login`,
      open(({ request, body }) => {
        const found = world.byEmail(text(body.email).trim());
        if (!found || found.password !== body.password || found.status === 'disabled') {
          return problem(401, 'invalid_credentials');
        }
        if (world.verification === 'required' && !found.user.email_verified) {
          return problem(403, 'email_not_verified');
        }
        world.record(found.user.id, 'user.signed_in', agent(request));
        return sessionAnswer(world.startSession(found.user.id, agent(request)), 200);
      }),
    ),
    http.get(
      `${A}/csrf`,
      open(({ request }) => {
        const session = byCookie(request);
        return session
          ? HttpResponse.json({ csrf_token: session.csrf })
          : problem(401, 'session_expired');
      }),
    ),
    http.post(
      `${A}/refresh`,
      open(({ request }) => {
        const session = byCookie(request);
        if (!session) return problem(401, 'session_expired');
        if (request.headers.get('X-CSRF-Token') !== session.csrf)
          return problem(403, 'csrf_failed');
        world.rotate(session);
        return HttpResponse.json(tokens(session), { headers: { 'Set-Cookie': cookie(session) } });
      }),
    ),
    http.post(
      `${A}/logout`,
      open(({ request, body }) => {
        const session = byAccess(request) ?? byCookie(request);
        if (session) {
          const all = body.scope === 'global';
          end((s) => s !== session && !(all && s.userId === session.userId));
        }
        return new HttpResponse(null, {
          status: 204,
          headers: {
            'Set-Cookie': cookie(null),
            'Clear-Site-Data': '"cache", "cookies", "storage"',
          },
        });
      }),
    ),
    http.get(
      `${A}/session`,
      signed((_call, session, own) =>
        HttpResponse.json({ user: own.user, session: session.entry }),
      ),
    ),
    http.get(
      `${A}/sessions`,
      signed(({ request }, session) =>
        page(
          request,
          [...world.sessions.values()]
            .filter((s) => s.userId === session.userId)
            .map((s) => ({ ...s.entry, current: s === session })),
        ),
      ),
    ),
    http.delete(
      `${A}/sessions/:id`,
      signed(({ params, request }, _session, own) => {
        const found = world.sessions.get(String(params.id));
        if (!found || found.userId !== own.user.id) return problem(404, 'not_found');
        world.sessions.delete(found.entry.id);
        world.record(own.user.id, 'user.sessions_ended', agent(request));
        return done();
      }),
    ),
    http.delete(
      `${A}/sessions`,
      signed((_call, session, own) => {
        end((s) => s === session || s.userId !== own.user.id);
        return done();
      }),
    ),
    http.get(`${A}/password/policy`, () =>
      HttpResponse.json({ min_length: 12, max_length: 256, min_score: 3 }),
    ),
    http.post(
      `${A}/password/forgot`,
      open(({ body, request }) => {
        const found = world.byEmail(text(body.email));
        if (found) world.mail(found, 'reset', found.user.email, new URL(request.url).origin);
        return accepted();
      }),
    ),
    http.post(
      `${A}/password/reset`,
      open(({ body }) => {
        if (weak(text(body.password))) return invalid('/password', 'weak_password');
        const token = spend(body, 'reset');
        if (!token) return problem(410, 'token_expired');
        account(token.userId).password = text(body.password);
        end((s) => s.userId !== token.userId);
        return done();
      }),
    ),
    http.post(
      `${A}/password/change`,
      signed(({ body, request }, session, own) => {
        if (body.current_password !== own.password) return problem(403, 'invalid_credentials');
        if (weak(text(body.new_password))) return invalid('/new_password', 'weak_password');
        own.password = text(body.new_password);
        end((s) => s === session || s.userId !== own.user.id);
        world.record(own.user.id, 'user.password_changed', agent(request));
        return done();
      }),
    ),
    http.post(
      `${A}/email/verify`,
      open(({ body, request }) => {
        const token = spend(body, 'verify');
        if (!token) return problem(410, 'token_expired');
        const own = account(token.userId);
        own.user.email_verified = true;
        return byCookie(request)?.userId === own.user.id ? done() : passwordNeeded(own);
      }),
    ),
    http.post(
      `${A}/email/verify/resend`,
      open(({ body, request }) => {
        const found = world.byEmail(text(body.email));
        if (found) world.mail(found, 'verify', found.user.email, new URL(request.url).origin);
        return accepted();
      }),
    ),
    http.post(
      `${A}/email/change`,
      recent(({ body, request }, _session, own) => {
        const { origin } = new URL(request.url);
        world.mail(own, 'change', text(body.email), origin);
        world.mail(own, 'undo', own.user.email, origin);
        return accepted();
      }),
    ),
    http.post(
      `${A}/email/change/confirm`,
      open(({ body }) => {
        const token = spend(body, 'change');
        if (!token) return problem(410, 'token_expired');
        const { user } = account(token.userId);
        user.email = token.email;
        user.email_verified = true;
        return done();
      }),
    ),
    http.post(
      `${A}/email/change/undo`,
      open(({ body }) => {
        const token = spend(body, 'undo');
        if (!token) return problem(410, 'token_expired');
        const own = account(token.userId);
        own.user.email = token.email;
        return passwordNeeded(own);
      }),
    ),
    http.post(
      `${A}/reauthenticate`,
      signed(({ body }, session, own) => {
        if (body.password !== own.password) return problem(403, 'invalid_credentials');
        session.confirmedAt = world.now();
        return done();
      }),
    ),
    http.delete(
      `${A}/account`,
      recent((_call, _session, own) => {
        end((s) => s.userId !== own.user.id);
        world.accounts.delete(own.user.id);
        return accepted();
      }),
    ),
    http.get(
      `${A}/security-log`,
      signed(({ request }, _session, own) =>
        page(
          request,
          world.events
            .filter((event) => event.target === own.user.id)
            .map(({ actor, target, request_id, email, email_code, ...event }) => ({
              ...event,
              by: actor === own.user.id ? 'you' : 'administrator',
            })),
        ),
      ),
    ),
    http.get(
      `${A}/admin/users`,
      admin(({ request }) => {
        const query = new URL(request.url).searchParams;
        const q = (query.get('q') ?? '').toLowerCase();
        const status = query.get('status');
        const found = [...world.accounts.values()].filter(
          (a) =>
            (a.user.email.startsWith(q) || a.user.name.toLowerCase().startsWith(q)) &&
            (!status || a.status === status),
        );
        return page(request, found.map(adminView));
      }),
    ),
    http.get(
      `${A}/admin/users/:id`,
      admin(({ params }) => {
        const found = world.accounts.get(String(params.id));
        if (!found) return problem(404, 'not_found');
        return HttpResponse.json(adminView(found), { headers: { ETag: etag(found) } });
      }),
    ),
    http.patch(
      `${A}/admin/users/:id`,
      admin((call, _session, own) =>
        versioned(call, world.accounts.get(String(call.params.id)), (found) => {
          if (call.body.status === 'active' || call.body.status === 'disabled') {
            found.status = call.body.status;
            world.record(own.user.id, 'user.status_changed', agent(call.request));
          }
          if (Array.isArray(call.body.roles)) found.user.roles = call.body.roles.map(String);
          if (found !== own) end((s) => s.userId !== found.user.id);
          return adminView(found);
        }),
      ),
    ),
    http.delete(
      `${A}/admin/users/:id`,
      admin(({ params }) => {
        const id = String(params.id);
        if (!world.accounts.delete(id)) return problem(404, 'not_found');
        end((s) => s.userId !== id);
        return done();
      }),
    ),
    http.get(
      `${A}/admin/users/:id/sessions`,
      admin(({ request, params }) =>
        page(
          request,
          [...world.sessions.values()].filter((s) => s.userId === params.id).map((s) => s.entry),
        ),
      ),
    ),
    http.delete(
      `${A}/admin/users/:id/sessions`,
      admin(({ params }) => {
        end((s) => s.userId !== params.id);
        return done();
      }),
    ),
    http.get(
      `${A}/admin/audit-events`,
      admin(({ request }) => {
        const query = new URL(request.url).searchParams;
        const found = world.events.filter(
          (event) =>
            (!query.get('actor') || event.actor === query.get('actor')) &&
            (!query.get('action') || event.action === query.get('action')) &&
            (!query.get('since') || event.created_at >= String(query.get('since'))),
        );
        return page(request, found);
      }),
    ),
    http.get(
      `${A}/admin/rate-limits/explain`,
      admin(({ request }) => {
        const id = new URL(request.url).searchParams.get('request_id');
        if (id !== 'mock') return problem(404, 'not_found');
        const decision = {
          at: world.time(-30),
          quota: 1200,
          window_seconds: 60,
          key_kind: 'client',
          key: '198.51.100.9',
        };
        return HttpResponse.json({
          request_id: id,
          decisions: [
            {
              ...decision,
              policy: 'client',
              remaining: 1187,
              retry_after_seconds: 0,
              outcome: 'allowed',
            },
            {
              ...decision,
              policy: 'login-ip',
              quota: 20,
              remaining: 0,
              retry_after_seconds: 42,
              outcome: 'refused',
            },
          ],
        });
      }),
    ),
    http.get(
      '*/api/v1/users/me',
      signed((_call, _session, own) =>
        HttpResponse.json(own.profile, { headers: { ETag: etag(own) } }),
      ),
    ),
    http.patch(
      '*/api/v1/users/me',
      signed((call, _session, own) =>
        versioned(call, own, (entry) => {
          const { name, bio, avatar_url: avatar, preferences } = call.body;
          if (typeof name === 'string' && name.trim() === '') return invalid('/name', 'required');
          if (typeof avatar === 'string' && !/^https:\/\/[a-z]/.test(avatar)) {
            return invalid('/avatar_url', 'invalid_url');
          }
          if (typeof name === 'string') {
            entry.profile.name = name;
            entry.user.name = name;
          }
          if (typeof bio === 'string') entry.profile.bio = bio;
          if (avatar !== undefined) entry.profile.avatar_url = text(avatar) || null;
          if (preferences) Object.assign(entry.profile.preferences, preferences);
          return entry.profile;
        }),
      ),
    ),
    http.get(
      '*/api/v1/notifications/admin/mails',
      admin(({ request }) => page(request, world.deliveries)),
    ),
    http.get(
      '*/api/v1/notifications/mailbox',
      open(() => HttpResponse.json({ data: world.mails.slice(0, 50) })),
    ),
    http.get('*/livez', () => HttpResponse.json({ status: 'ok' })),
    http.get('*/readyz', () => HttpResponse.json({ status: 'ok' })),
    http.all('*/api/*', () => problem(404, 'not_found')),
  ];
}
