import type { ApiError } from '@/lib/api/problem';
import { send } from '@/lib/api/send';
import type { SessionChannel } from './session-channel';
import type { SignedInHint } from './signed-in-hint';

export type SessionStatus = 'unknown' | 'signed_in' | 'signed_out' | 'unreachable';

/** Why there is no session, for the sign-in page to say. */
export type SignOutReason = 'none' | 'signed_out' | 'expired' | 'reused' | 'account_deleted';

export type Renewal =
  | { outcome: 'renewed' }
  | { outcome: 'signed_out' }
  | { outcome: 'unavailable'; error: ApiError };

export interface TokenAnswer {
  access_token: string;
  expires_in: number;
  csrf_token: string;
}

export interface Snapshot {
  status: SessionStatus;
  reason: SignOutReason;
  /** Changes when a session begins or ends: what was fetched under another number is not to be shown. */
  epoch: number;
}

export interface AuthSessionOptions {
  channel: SessionChannel;
  hint: SignedInHint;
  locks?: LockManager;
  fetch?: typeof fetch;
  now?: () => number;
  /** How long to queue behind another tab before refreshing anyway, in milliseconds. */
  lockWaitMs?: number;
  /** How long to let another tab's token arrive after its lock was released, in milliseconds. */
  settleMs?: number;
}

interface Grant {
  accessToken: string;
  issuedAt: number;
  lifetimeMs: number;
}

const LOCK = 'auth-refresh';

/**
 * The session of this browser as one tab sees it: holds the access token (in this object's private state
 * and nowhere else), renews it one tab at a time, and tells the other tabs. One per page; no threads.
 */
export class AuthSession {
  #grant: Grant | null = null;
  #csrfToken: string | null = null;
  #generation = 0;
  #inFlight: Promise<Renewal> | null = null;
  #snapshot: Snapshot = { status: 'unknown', reason: 'none', epoch: 0 };
  readonly #listeners = new Set<() => void>();
  readonly #channel: SessionChannel;
  readonly #hint: SignedInHint;
  readonly #locks: LockManager | undefined;
  readonly #fetch: typeof fetch | undefined;
  readonly #now: () => number;
  readonly #lockWaitMs: number;
  readonly #settleMs: number;

  constructor(options: AuthSessionOptions) {
    this.#channel = options.channel;
    this.#hint = options.hint;
    this.#locks = options.locks;
    this.#fetch = options.fetch;
    this.#now = options.now ?? Date.now;
    this.#lockWaitMs = options.lockWaitMs ?? 5_000;
    this.#settleMs = options.settleMs ?? 150;
    this.#channel.listen((message) => {
      if (message.type === 'signed_out') this.#end(message.reason);
      else this.#hold(message.grant, message.grant.issued_at, message.grant.begins);
    });
  }

  get accessToken(): string | null {
    return this.#grant?.accessToken ?? null;
  }

  /** Grows with every token this tab has held, whoever fetched it. */
  get generation(): number {
    return this.#generation;
  }

  get snapshot(): Snapshot {
    return this.#snapshot;
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** When the token should be renewed ahead of time: at 80 % of its life. Null without a token. */
  get renewAt(): number | null {
    return this.#grant && this.#grant.issuedAt + this.#grant.lifetimeMs * 0.8;
  }

  /** Finds out, once after a page load, whether this browser has a session. */
  async resume(): Promise<void> {
    if (!this.#hint.mayBeSignedIn()) {
      this.#end('none');
      return;
    }
    await this.refresh(this.#generation);
  }

  /** Takes the tokens of a sign-in or registration, for every tab. */
  adopt(answer: TokenAnswer): void {
    this.#share(answer, true);
  }

  /**
   * Renews the access token, unless one newer than `seenGeneration` is already here.
   * Callers in this tab share one attempt; tabs queue for the lock.
   */
  refresh(seenGeneration: number): Promise<Renewal> {
    if (this.#generation !== seenGeneration || this.#snapshot.status === 'signed_out') {
      return Promise.resolve(this.#current());
    }
    this.#inFlight ??= this.#refreshInTurn(seenGeneration).finally(() => {
      this.#inFlight = null;
    });
    return this.#inFlight;
  }

  /** Asks the server whether the session lives, after something that may have ended it. */
  recheck(): Promise<Renewal> {
    return this.refresh(this.#generation);
  }

  /**
   * Ends the session at the server, here and in the other tabs. Without an answer the session stays, as
   * the cookie cannot be removed from here: the error is returned for the page to show.
   */
  async signOut(scope: 'local' | 'global' = 'local'): Promise<ApiError | null> {
    const post = async () =>
      send(
        { url: '/api/v1/auth/logout', method: 'POST', body: { scope } },
        {
          accessToken: this.accessToken,
          csrfToken: await this.#csrf(),
          fetch: this.#fetch,
        },
      );
    let answer = await post();
    if (!answer.ok && answer.error.code === 'csrf_failed') {
      this.#csrfToken = null;
      answer = await post();
    }
    if (!answer.ok && answer.error.status !== 401) return answer.error;
    this.endEverywhere('signed_out');
    return null;
  }

  /** Forgets the session in every tab: the server has already ended it. */
  endEverywhere(reason: SignOutReason): void {
    this.#end(reason);
    this.#channel.post({ type: 'signed_out', reason });
  }

  async #refreshInTurn(seenGeneration: number): Promise<Renewal> {
    if (!this.#locks) return this.#refreshNow();
    const queued = AbortSignal.timeout(this.#lockWaitMs);
    let held = false;
    let waited = false;
    const turn = async (): Promise<Renewal> => {
      held = true;
      if (waited && this.#generation === seenGeneration) await this.#settle();
      return this.#generation === seenGeneration ? this.#refreshNow() : this.#current();
    };
    const first = await this.#locks.request(LOCK, { ifAvailable: true }, (lock) =>
      lock ? turn() : null,
    );
    if (first) return first;
    waited = true;
    try {
      return await this.#locks.request(LOCK, { signal: queued }, turn);
    } catch (error) {
      if (held || !queued.aborted) throw error;
      // The holder hangs. The server gives the direct predecessor the current token again, so that two
      // tabs refreshing at once is safe; waiting longer, or stealing the lock, would gain nothing.
      return this.#refreshNow();
    }
  }

  /** A lock can be granted before the previous holder's message is delivered: wait for it shortly. */
  #settle(): Promise<void> {
    return new Promise((resolve) => {
      const done = () => {
        clearTimeout(timer);
        stop();
        resolve();
      };
      const timer = setTimeout(done, this.#settleMs);
      const stop = this.subscribe(done);
    });
  }

  async #refreshNow(): Promise<Renewal> {
    const started = this.#generation;
    let answer = await this.#postRefresh();
    if (!answer.ok && answer.error.code === 'csrf_failed') {
      this.#csrfToken = null;
      answer = await this.#postRefresh();
    }
    // A sign-out, or another tab's token, overtook this answer and is newer.
    if (this.#generation !== started) return this.#current();
    if (answer.ok) {
      this.#share(answer.data as TokenAnswer, false);
      return { outcome: 'renewed' };
    }
    if (answer.error.status === 401) {
      this.endEverywhere(answer.error.code === 'refresh_token_reused' ? 'reused' : 'expired');
      return { outcome: 'signed_out' };
    }
    if (this.#snapshot.status === 'unknown') {
      this.#publish({ ...this.#snapshot, status: 'unreachable' });
    }
    return { outcome: 'unavailable', error: answer.error };
  }

  async #postRefresh() {
    if (this.#csrfToken === null) {
      const answer = await send({ url: '/api/v1/auth/csrf' }, { fetch: this.#fetch });
      if (!answer.ok) return answer;
      this.#csrfToken = (answer.data as { csrf_token: string }).csrf_token;
    }
    return send(
      // It takes no body, but the type all the same: a form on another site could not send it.
      {
        url: '/api/v1/auth/refresh',
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
      },
      { csrfToken: this.#csrfToken, fetch: this.#fetch },
    );
  }

  async #csrf(): Promise<string | null> {
    if (this.#csrfToken === null) {
      const answer = await send({ url: '/api/v1/auth/csrf' }, { fetch: this.#fetch });
      if (answer.ok) this.#csrfToken = (answer.data as { csrf_token: string }).csrf_token;
    }
    return this.#csrfToken;
  }

  #current(): Renewal {
    return { outcome: this.#grant ? 'renewed' : 'signed_out' };
  }

  #share(answer: TokenAnswer, begins: boolean): void {
    const issuedAt = this.#now();
    this.#hold(answer, issuedAt, begins);
    this.#channel.post({
      type: 'grant',
      grant: {
        access_token: answer.access_token,
        expires_in: answer.expires_in,
        csrf_token: answer.csrf_token,
        issued_at: issuedAt,
        begins,
      },
    });
  }

  #hold(answer: TokenAnswer, issuedAt: number, begins: boolean): void {
    this.#grant = {
      accessToken: answer.access_token,
      issuedAt,
      lifetimeMs: answer.expires_in * 1000,
    };
    this.#csrfToken = answer.csrf_token;
    this.#generation += 1;
    this.#hint.remember();
    const resumes = !begins && this.#snapshot.status === 'signed_in';
    this.#publish({
      status: 'signed_in',
      reason: 'none',
      epoch: resumes ? this.#snapshot.epoch : this.#snapshot.epoch + 1,
    });
  }

  #end(reason: SignOutReason): void {
    this.#grant = null;
    this.#csrfToken = null;
    this.#generation += 1;
    this.#hint.forget();
    this.#publish({ status: 'signed_out', reason, epoch: this.#snapshot.epoch + 1 });
  }

  #publish(next: Snapshot): void {
    const before = this.#snapshot;
    if (before.status !== next.status || before.epoch !== next.epoch) this.#snapshot = next;
    for (const listener of [...this.#listeners]) listener();
  }
}
