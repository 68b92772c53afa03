import type { components } from '@/lib/api/schema';

type Schemas = components['schemas'];

export interface Account {
  user: Schemas['User'];
  password: string;
  status: 'active' | 'disabled';
  profile: Schemas['OwnProfile'];
  version: number;
}

export interface LiveSession {
  entry: Schemas['Session'];
  userId: string;
  refresh: string;
  csrf: string;
  access: string;
  accessUntil: number;
  confirmedAt: number;
}

export interface Token {
  purpose: 'verify' | 'reset' | 'change' | 'undo';
  userId: string;
  email: string;
  code: string;
  used: boolean;
}

export const PASSWORD = 'quiet lantern over slate';

const NAMES = (
  'Ada Lovelace,Alan Turing,Amália Rodrigues,Barbara Liskov,Chinua Achebe,Clara Schumann,Dorothy Vaughan,' +
  'Edsger Dijkstra,Emmy Noether,Frida Kahlo,Grace Hopper,Hedy Lamarr,Ibn Battuta,Joan Clarke,Katherine Johnson,' +
  'Lise Meitner,Margaret Hamilton,Niklaus Wirth,Octavia Butler,Péter Esterházy,Radia Perlman,Şebnem Ferah,' +
  'Tove Jansson,Ursula Le Guin,Wisława Szymborska,Xu Bing,Yayoi Kusama,Zaha Hadid'
).split(',');

const CHROME =
  'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36';
const IPHONE =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1';
const FIREFOX = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:142.0) Gecko/20100101 Firefox/142.0';

/** Everything the imitated API knows. Ids count up, so that two runs make the same world. */
export class World {
  #next = 1;
  readonly accounts = new Map<string, Account>();
  readonly sessions = new Map<string, LiveSession>();
  readonly tokens = new Map<string, Token>();
  readonly mails: Schemas['MailboxMail'][] = [];
  readonly events: Schemas['AuditLogEntry'][] = [];
  readonly deliveries: Schemas['MailDelivery'][] = [];
  verification: 'deferred' | 'required' = 'deferred';
  accessSeconds = 900;

  constructor(readonly now: () => number = Date.now) {}

  id(): string {
    const n = (this.#next++).toString(16).padStart(12, '0');
    return `01920000-0000-7000-8000-${n}`;
  }

  time(offsetSeconds = 0): string {
    return new Date(this.now() + offsetSeconds * 1000).toISOString();
  }

  addAccount(email: string, name: string, password = PASSWORD, roles: string[] = []): Account {
    const id = this.id();
    const account: Account = {
      user: { id, email, name, email_verified: false, roles, created_at: this.time() },
      password,
      status: 'active',
      profile: { id, name, bio: '', avatar_url: null, preferences: {}, updated_at: this.time() },
      version: 1,
    };
    this.accounts.set(id, account);
    return account;
  }

  byEmail(email: string): Account | undefined {
    return [...this.accounts.values()].find((a) => a.user.email === email.toLowerCase());
  }

  startSession(userId: string, userAgent: string, ip = '127.0.0.1'): LiveSession {
    const id = this.id();
    const session: LiveSession = {
      entry: {
        id,
        created_at: this.time(),
        last_seen_at: this.time(),
        expires_at: this.time(30 * 86_400),
        ip,
        user_agent: userAgent,
        current: false,
      },
      userId,
      refresh: `refresh.${id}.1`,
      csrf: `csrf.${id}`,
      access: `access.${id}.1`,
      accessUntil: this.now() + this.accessSeconds * 1000,
      confirmedAt: this.now(),
    };
    this.sessions.set(id, session);
    return session;
  }

  rotate(session: LiveSession): void {
    const generation = Number(session.refresh.split('.').at(-1)) + 1;
    session.refresh = `refresh.${session.entry.id}.${generation}`;
    session.access = `access.${session.entry.id}.${generation}`;
    session.accessUntil = this.now() + this.accessSeconds * 1000;
    session.entry.last_seen_at = this.time();
  }

  record(
    userId: string,
    action: string,
    userAgent: string,
    ip = '127.0.0.1',
    at = 0,
    more: Partial<Schemas['AuditLogEntry']> = {},
  ): void {
    this.events.unshift({
      id: this.id(),
      created_at: this.time(at),
      action,
      outcome: action.endsWith('_failed') ? 'failure' : 'success',
      reason: '',
      actor: userId,
      target: userId,
      session_id: null,
      request_id: this.id(),
      ip,
      user_agent: userAgent,
      email: null,
      email_code: null,
      changes: [],
      ...more,
    });
  }

  /** A token for somebody, as a mail would hold it. */
  token(account: Account, purpose: Token['purpose'], to: string): { token: string; code: string } {
    const token = `${purpose}-${this.id().slice(-12)}`;
    const code = String(10_000_000 + ((this.#next * 7919) % 90_000_000));
    this.tokens.set(token, { purpose, userId: account.user.id, email: to, code, used: false });
    return { token, code };
  }

  mail(account: Account, purpose: Token['purpose'], to: string, origin: string): void {
    const { token, code } = this.token(account, purpose, to);
    const page = {
      verify: 'verify',
      reset: 'reset',
      change: 'confirm-email',
      undo: 'undo-email-change',
    }[purpose];
    const subject = {
      verify: 'Confirm your address',
      reset: 'Set a new password',
      change: 'Confirm your new address',
      undo: 'The address of your account is being changed',
    }[purpose];
    const kinds = {
      verify: 'verify_email',
      reset: 'reset_password',
      change: 'confirm_new_email',
      undo: 'email_change_notice',
    } as const;
    this.deliveries.unshift({
      id: this.id(),
      user_id: account.user.id,
      kind: kinds[purpose],
      status: 'kept',
      attempts: 0,
      last_error: null,
      created_at: this.time(),
      next_attempt_at: this.time(),
      sent_at: null,
    });
    this.mails.unshift({
      id: this.id(),
      kind: purpose,
      to,
      html: '',
      subject,
      text: `Hello ${account.user.name},\n\nopen this link to go on:\n\n${origin}/${page}#token=${token}\n\nOr enter this code: ${code}\n\nIf you did not ask for this, ignore this mail.\n`,
      created_at: this.time(),
    });
  }
}

/** A world with people in it; the first is an administrator whose password is PASSWORD. */
export function populatedWorld(now: () => number = Date.now): World {
  const world = new World(now);
  NAMES.forEach((name, index) => {
    const email = `${name
      .normalize('NFD')
      .replace(/[^a-z ]/gi, '')
      .toLowerCase()
      .replaceAll(' ', '.')}@example.org`;
    const account = world.addAccount(email, name, PASSWORD, index === 0 ? ['admin'] : []);
    account.user.created_at = world.time(-86_400 * (12 + index * 17));
    account.user.email_verified = index % 5 !== 3;
    if (index % 7 === 5) account.status = 'disabled';
    if (index > 1)
      world.startSession(account.user.id, index % 2 ? CHROME : IPHONE, `198.51.100.${index}`);
  });
  const ada = world.byEmail('ada.lovelace@example.org');
  if (!ada) throw new Error('the populated world has no administrator');
  ada.profile.bio = 'I write about engines that weave algebra.';
  const phone = world.startSession(ada.user.id, IPHONE, '203.0.113.44');
  phone.entry.last_seen_at = world.time(-7_200);
  phone.entry.created_at = world.time(-86_400 * 9);
  const office = world.startSession(ada.user.id, FIREFOX, '198.51.100.23');
  office.entry.last_seen_at = world.time(-86_400 * 3);
  office.entry.created_at = world.time(-86_400 * 24);
  const past: [string, number, string][] = [
    ['user.registered', 40 * 86_400, CHROME],
    ['user.email_verified', 40 * 86_400 - 300, CHROME],
    ['user.signed_in', 24 * 86_400, FIREFOX],
    ['user.password_changed', 12 * 86_400, CHROME],
    ['user.signed_in', 9 * 86_400, IPHONE],
    ['user.sign_in_failed', 2 * 86_400, FIREFOX],
  ];
  for (const [action, ago, agent] of past)
    world.record(ada.user.id, action, agent, '203.0.113.44', -ago);
  const failed = world.events[0];
  if (failed) failed.reason = 'wrong_password';
  for (let index = 0; index < 30; index += 1) {
    const other = [...world.accounts.values()][index % world.accounts.size];
    if (other && other !== ada) {
      world.record(
        other.user.id,
        index % 3 ? 'user.signed_in' : 'user.sign_in_failed',
        CHROME,
        '198.51.100.9',
        -index * 977,
      );
    }
  }
  world.record(ada.user.id, 'user.status_changed', CHROME, '127.0.0.1', -40, {
    target: world.byEmail('clara.schumann@example.org')?.user.id ?? null,
    email: 'clara.schumann@example.org',
    changes: [{ field: 'status', before: 'active', after: 'disabled' }],
  });
  const mails: [Schemas['MailDelivery']['kind'], Schemas['MailDelivery']['status'], number][] = [
    ['reset_password', 'queued', 3],
    ['new_sign_in', 'sent', 1],
    ['verify_email', 'failed', 9],
    ['password_changed', 'limited', 0],
    ['verify_email', 'sent', 1],
    ['account_exists', 'kept', 0],
  ];
  const people = [...world.accounts.values()];
  mails.forEach(([kind, status, attempts], index) => {
    world.deliveries.push({
      id: world.id(),
      user_id: people[index * 3]?.user.id ?? null,
      kind,
      status,
      attempts,
      last_error: attempts > 1 ? '451 4.7.1 try again later' : null,
      created_at: world.time(-index * 1_800 - 60),
      next_attempt_at: world.time(240),
      sent_at: status === 'sent' ? world.time(-index * 1_800) : null,
    });
  });
  return world;
}
