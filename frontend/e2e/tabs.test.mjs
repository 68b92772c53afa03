// Five tabs share one session: however they use it, nothing fails and nobody is signed out.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startGatehouse } from './gatehouse.mjs';
import { context, newPerson, register } from './person.mjs';
import { withBrowser } from './setting.mjs';

const TABS = 5;
/** What the overview fetches: person, profile, sessions and security log. */
const CALLS = 4;
const EXPIRIES = 5;

// The shortest life the server gives a token is a minute: with REAL_EXPIRY=1 the test waits for it. Otherwise a
// token expires by being spoiled on its way, which the server answers alike.
const WAIT_MS = process.env.REAL_EXPIRY ? 62_000 : 0;

let browser;
let target;

withBrowser(
  () => startGatehouse({ GATEHOUSE_TOKENS_ACCESS_TTL: '60s' }),
  (given) => {
    ({ server: target, browser } = given);
  },
);

test(`${TABS} tabs x ${CALLS} calls x ${EXPIRIES} expiries: no failed call, at most ${EXPIRIES + 1} refreshes, no session lost`, async (t) => {
  const missing = target.lacks(['/api/v1/auth/security-log']);
  if (missing) {
    t.skip(`the server has no ${missing}`);
    return;
  }
  const device = await context(browser);
  // Every token this browser was given or used, so that all of them can be made to expire.
  const known = new Set();
  let expired = new Set();
  if (!WAIT_MS) {
    await device.route('**/api/**', async (route) => {
      const headers = route.request().headers();
      if (headers.authorization) known.add(headers.authorization);
      if (expired.has(headers.authorization)) headers.authorization = 'Bearer spoiled';
      await route.continue({ headers });
    });
  }
  const first = await device.newPage();
  await register(first, target.origin, newPerson());
  const tabs = [first];
  for (let index = 1; index < TABS; index += 1) {
    const tab = await device.newPage();
    await tab.goto(`${target.origin}/`);
    tabs.push(tab);
  }
  for (const tab of tabs) {
    await tab.getByText('Is everything in order?').waitFor();
    await tab.locator('[role=status]').first().waitFor({ state: 'detached' });
  }
  // Hidden tabs leave early renewal to the visible one. Here every tab is as good as hidden, so that only
  // calls which find their token expired renew it, all at once: the hardest case.
  for (const tab of tabs) {
    await tab.evaluate(() => {
      Object.defineProperty(document, 'visibilityState', { get: () => 'hidden' });
    });
  }
  let refreshes = 0;
  let answered = 0;
  const failed = [];
  device.on('response', (response) => {
    const path = new URL(response.url()).pathname;
    if (path === '/api/v1/auth/refresh') {
      refreshes += 1;
    } else if (response.ok()) answered += 1;
    if (response.status() >= 400 && response.status() !== 401) {
      failed.push(`${response.status()} ${path}`);
    }
  });
  for (let round = 1; round <= EXPIRIES; round += 1) {
    await first.waitForTimeout(WAIT_MS);
    expired = new Set(known);
    // Back online: each page fetches all it shows once more, four calls on the overview.
    await Promise.all(
      tabs.map((tab) => tab.evaluate(() => window.dispatchEvent(new Event('online')))),
    );
    const until = Date.now() + 15_000;
    while (answered < TABS * CALLS * round && Date.now() < until) await first.waitForTimeout(50);
    assert.equal(answered, TABS * CALLS * round, 'every call was answered in the end');
    for (const tab of tabs) {
      assert.equal(await tab.getByRole('alert').count(), 0, 'no page shows an error');
    }
  }
  assert.deepEqual(failed, []);
  assert.ok(refreshes >= EXPIRIES, `${refreshes} refreshes: every expiry was met`);
  assert.ok(refreshes <= EXPIRIES + 1, `${refreshes} refreshes`);
  for (const tab of tabs) {
    assert.notEqual(new URL(tab.url()).pathname, '/sign-in', 'nobody was signed out');
  }
  await first.goto(`${target.origin}/sessions`);
  await first.getByText('You are signed in nowhere else.').waitFor();
  await device.close();
});
