import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { FakeChannelHub, fakeHint } from '@/testing/fake-browser';
import { AuthSession } from './auth-session';
import { renewAheadOfTime } from './proactive-refresh';

const grant = { access_token: 'a', expires_in: 900, csrf_token: 'c' };

class Page extends EventTarget {
  visibilityState: DocumentVisibilityState = 'visible';
  turn(state: DocumentVisibilityState) {
    this.visibilityState = state;
    this.dispatchEvent(new Event('visibilitychange'));
  }
}

function setUp(random = 0) {
  const refreshed = vi.fn(async () => Response.json(grant));
  const session = new AuthSession({
    channel: new FakeChannelHub().tab(),
    hint: fakeHint(),
    fetch: refreshed as unknown as typeof fetch,
  });
  const page = new Page();
  const stop = renewAheadOfTime(session, page as unknown as Document, () => random);
  return { session, page, stop, refreshed };
}

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

test('renews at 80 % of the lifetime, and again after that', async () => {
  const { session, refreshed } = setUp();
  session.adopt(grant);
  await vi.advanceTimersByTimeAsync(719_000);
  expect(refreshed).not.toHaveBeenCalled();
  await vi.advanceTimersByTimeAsync(2_000);
  expect(refreshed).toHaveBeenCalledTimes(1);
  await vi.advanceTimersByTimeAsync(721_000);
  expect(refreshed).toHaveBeenCalledTimes(2);
});

test('jitter only ever makes it later, and never later than the expiry', async () => {
  const { session, refreshed } = setUp(1);
  session.adopt(grant);
  await vi.advanceTimersByTimeAsync(790_000);
  expect(refreshed).not.toHaveBeenCalled();
  await vi.advanceTimersByTimeAsync(5_000);
  expect(refreshed).toHaveBeenCalledTimes(1);
});

test('a hidden tab waits until it is shown', async () => {
  const { session, page, refreshed } = setUp();
  session.adopt(grant);
  page.turn('hidden');
  await vi.advanceTimersByTimeAsync(800_000);
  expect(refreshed).not.toHaveBeenCalled();
  page.turn('visible');
  await vi.advanceTimersByTimeAsync(0);
  expect(refreshed).toHaveBeenCalledTimes(1);
});

test('nothing is renewed after a sign-out', async () => {
  const { session, refreshed } = setUp();
  session.adopt(grant);
  session.endEverywhere('signed_out');
  await vi.advanceTimersByTimeAsync(2_000_000);
  expect(refreshed).not.toHaveBeenCalled();
});
