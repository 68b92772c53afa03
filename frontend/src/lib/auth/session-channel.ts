import type { SignOutReason } from './auth-session';

export interface SharedGrant {
  access_token: string;
  expires_in: number;
  csrf_token: string;
  /** Milliseconds since the epoch; all tabs of a browser share one clock. */
  issued_at: number;
  /** True for a sign-in, false when the same session goes on. */
  begins: boolean;
}

export type SessionMessage =
  | { type: 'grant'; grant: SharedGrant }
  | { type: 'signed_out'; reason: SignOutReason };

/** Carries session changes between the tabs of one browser; what it carries is never stored. */
export interface SessionChannel {
  post(message: SessionMessage): void;
  listen(listener: (message: SessionMessage) => void): void;
}

/** The channel of a real browser. A browser without BroadcastChannel gets tabs that do not know each other. */
export function browserChannel(name = 'gatehouse-session'): SessionChannel {
  if (typeof BroadcastChannel === 'undefined') {
    return { post: () => {}, listen: () => {} };
  }
  const channel = new BroadcastChannel(name);
  return {
    post: (message) => channel.postMessage(message),
    listen: (listener) => {
      channel.onmessage = (event: MessageEvent<SessionMessage>) => listener(event.data);
    },
  };
}
