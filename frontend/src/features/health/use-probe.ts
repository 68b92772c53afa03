import { useEffect, useState } from 'react';
import { send } from '@/lib/api/send';

export interface Sample {
  /** Seconds since the epoch. */
  at: number;
  ready: boolean;
  /** What this browser waited, in milliseconds; null without an answer. */
  waitedMs: number | null;
}

const EVERY_MS = 3_000;
const KEPT = 60;

/** Asks the server every three seconds, while the page is visible, whether it is ready, and how long that took. */
export function useProbe(): Sample[] {
  const [samples, setSamples] = useState<Sample[]>([]);
  useEffect(() => {
    const control = new AbortController();
    const probe = async () => {
      if (document.visibilityState !== 'visible') return;
      const started = performance.now();
      const answer = await send({ url: '/readyz' }, { signal: control.signal });
      if (control.signal.aborted) return;
      const waitedMs = performance.now() - started;
      const reached = answer.ok || answer.error.kind === 'problem';
      const sample = {
        at: Date.now() / 1000,
        ready: answer.ok,
        waitedMs: reached ? waitedMs : null,
      };
      setSamples((before) => [...before, sample].slice(-KEPT));
    };
    void probe();
    const timer = setInterval(probe, EVERY_MS);
    return () => {
      control.abort();
      clearInterval(timer);
    };
  }, []);
  return samples;
}
