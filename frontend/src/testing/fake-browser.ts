import type { SessionChannel, SessionMessage } from '@/lib/auth/session-channel';
import type { SignedInHint } from '@/lib/auth/signed-in-hint';

/** The tabs' shared channel: messages reach every other tab after `delayMs`. */
export class FakeChannelHub {
  readonly #listeners = new Set<(message: SessionMessage) => void>();
  readonly sent: SessionMessage[] = [];

  constructor(private readonly delayMs = 0) {}

  tab(): SessionChannel {
    let own: ((message: SessionMessage) => void) | undefined;
    return {
      listen: (listener) => {
        own = listener;
        this.#listeners.add(listener);
      },
      post: (message) => {
        this.sent.push(message);
        for (const listener of this.#listeners) {
          if (listener !== own) setTimeout(() => listener(message), this.delayMs);
        }
      },
    };
  }
}

/** Web Locks for one name at a time, as the specification queues them: exclusive, in order, abortable. */
export class FakeLocks {
  #tail: Promise<unknown> = Promise.resolve();
  #held = 0;
  granted = 0;

  request(_name: string, ...rest: unknown[]): Promise<unknown> {
    const callback = rest.at(-1) as (lock: object | null) => unknown;
    const options = (rest.length > 1 ? rest[0] : {}) as {
      ifAvailable?: boolean;
      signal?: AbortSignal;
    };
    if (options.ifAvailable && this.#held > 0) return Promise.resolve(callback(null));
    this.#held += 1;
    const before = this.#tail;
    let release = () => {};
    this.#tail = new Promise<void>((resolve) => {
      release = resolve;
    });
    return this.#run(before, release, options.signal, callback);
  }

  async #run(
    before: Promise<unknown>,
    release: () => void,
    signal: AbortSignal | undefined,
    callback: (lock: object) => unknown,
  ) {
    try {
      await new Promise<void>((resolve, reject) => {
        signal?.addEventListener('abort', () => reject(signal.reason));
        void before.then(() => resolve());
      });
      this.granted += 1;
      return await callback({});
    } finally {
      this.#held -= 1;
      void before.then(release);
    }
  }
}

export function fakeLocks(): LockManager & { granted: number } {
  return new FakeLocks() as unknown as LockManager & { granted: number };
}

export function fakeHint(signedIn = true): SignedInHint & { value: boolean } {
  return {
    value: signedIn,
    mayBeSignedIn() {
      return this.value;
    },
    remember() {
      this.value = true;
    },
    forget() {
      this.value = false;
    },
  };
}
