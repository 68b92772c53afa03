// What goes wrong says in words what happened and what to do, and a way back is there.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ADMIN, startGatehouse } from './gatehouse.mjs';
import {
  assertNoTroubles,
  becomes,
  context,
  fillSignIn,
  go,
  signIn,
  watchedPage,
} from './person.mjs';
import { withPage } from './setting.mjs';
import { startSite } from './site.mjs';

let browser;
let site;
let device;
let page;
const ada = { name: 'Ada Lovelace', email: 'ada.lovelace@example.org' };

withPage(startSite, (given) => {
  ({ server: site, browser, device, page } = given);
  ada.password = site.password;
});

const problem = (status, code, headers = {}) => ({
  status,
  headers: { 'Content-Type': 'application/problem+json', 'X-Request-Id': 'req-42', ...headers },
  body: JSON.stringify({ type: `/problems/${code}`, title: code, status, code }),
});

async function signedIn() {
  await page.goto(`${site.origin}/sign-in`);
  await fillSignIn(page, ada);
  await page.getByRole('heading', { name: `Hello, ${ada.name}` }).waitFor();
}

test('429 shows the wait and counts it down', async () => {
  await page.route('**/api/v1/auth/login', (route) =>
    route.fulfill(problem(429, 'rate_limited', { 'Retry-After': '3' })),
  );
  await page.goto(`${site.origin}/sign-in`);
  // Written down by the page itself: a second is short for looking from outside.
  await page.evaluate(() => {
    window.waits = [];
    new MutationObserver(() => {
      const [said] = /You can try again in \d seconds?\./.exec(document.body.textContent) ?? [];
      if (said && said !== window.waits.at(-1)) window.waits.push(said);
    }).observe(document.body, { childList: true, characterData: true, subtree: true });
  });
  await fillSignIn(page, ada);
  await page.getByText('That was a little too often').waitFor();
  await page.getByText(/You can try again/).waitFor({ state: 'detached' });
  const shown = await page.evaluate(() => window.waits);
  assert.equal(shown[0], 'You can try again in 3 seconds.');
  assert.ok(shown.length > 1, 'it counted down');
  assert.deepEqual(shown, shown.toSorted().toReversed());
});

test("the server's own 429 shows its wait and a reference, which an administrator can look up", async (t) => {
  if (process.env.IMITATED) {
    t.skip('the imitated API limits nothing');
    return;
  }
  const real = await startGatehouse({
    GATEHOUSE_RATE_LIMIT_ENABLED: 'true',
    GATEHOUSE_RATE_LIMIT_LOGIN_PER_MINUTE: '3',
  });
  const elsewhere = await context(browser);
  try {
    const keeper = await watchedPage(elsewhere);
    await signIn(keeper, real.origin, ADMIN);
    await page.goto(`${real.origin}/sign-in`);
    const statuses = [];
    let last;
    for (let attempt = 0; attempt < 3; attempt += 1) {
      const answered = page.waitForResponse('**/api/v1/auth/login');
      await fillSignIn(page, { email: 'nobody@example.org', password: 'not a known one' });
      last = await answered;
      statuses.push(last.status());
      await page.getByText(statuses.includes(429) ? 'a little too often' : 'not match').waitFor();
    }
    assert.deepEqual(statuses, [401, 401, 429]);
    await page.getByText(/You can try again in \d+ seconds?\./).waitFor();
    const id = last.headers()['x-request-id'];
    await page.getByText(`Reference for support: ${id}`).waitFor();

    await go(keeper, 'Rate limits');
    await keeper.getByLabel('Reference').fill(id);
    await keeper.getByRole('button', { name: 'Explain' }).click();
    const refusal = keeper.getByRole('row').filter({ hasText: 'login-ip' });
    await refusal.getByText('Refused').waitFor();
    await keeper.getByLabel('Reference').fill('no-such-reference');
    await keeper.getByRole('button', { name: 'Explain' }).click();
    await keeper.getByText('Nothing is known about this reference').waitFor();
    assertNoTroubles(keeper);
  } finally {
    await elsewhere.close();
    await real.stop();
  }
});

test('503 says that the server is busy; what was typed stays', async () => {
  await page.route('**/api/v1/auth/login', (route) =>
    route.fulfill(problem(503, 'overloaded', { 'Retry-After': '1' })),
  );
  await page.goto(`${site.origin}/sign-in`);
  await fillSignIn(page, ada);
  await page.getByText('The server is very busy').waitFor();
  assert.equal(await page.getByLabel('Email address').inputValue(), ada.email);
  await page.unroute('**/api/v1/auth/login');
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await page.getByRole('heading', { name: `Hello, ${ada.name}` }).waitFor();
});

test('a broken server gives a reference for support', async () => {
  await page.route('**/api/v1/auth/login', (route) => route.fulfill(problem(500, 'internal')));
  await page.goto(`${site.origin}/sign-in`);
  await fillSignIn(page, ada);
  await page.getByText('Something broke on our side').waitFor();
  await page.getByText('req-42').waitFor();
});

test('a gateway that answers with a page of its own is understood by its status', async () => {
  await page.route('**/api/v1/auth/login', (route) =>
    route.fulfill({ status: 502, contentType: 'text/html', body: '<h1>Bad Gateway</h1>' }),
  );
  await page.goto(`${site.origin}/sign-in`);
  await fillSignIn(page, ada);
  await page.getByText('The server is very busy').waitFor();
});

test('offline at sign-in is said, and nothing typed is lost', async () => {
  await page.goto(`${site.origin}/sign-in`);
  await page.locator('#root:not([data-waiting])').waitFor({ state: 'attached' });
  await device.setOffline(true);
  await fillSignIn(page, ada);
  await page.getByText('We cannot reach the server').waitFor();
  assert.equal(await page.getByLabel('Password', { exact: true }).inputValue(), ada.password);
});

test('offline inside: a banner, pages seen before stay, a change waits', async () => {
  await signedIn();
  await go(page, 'Profile');
  await device.setOffline(true);
  await page.getByText('You are offline').waitFor();
  await page.getByLabel('About you').fill('Written without a connection.');
  await page.getByRole('button', { name: 'Save changes' }).click();
  await page.getByText('We cannot reach the server').waitFor();
  assert.equal(await page.getByLabel('About you').inputValue(), 'Written without a connection.');
  await device.setOffline(false);
  await page.getByText('You are offline').waitFor({ state: 'detached' });
  await page.getByRole('button', { name: 'Save changes' }).click();
  await page.getByText('Profile saved.').waitFor();
});

test('a page that did not load can be tried again', async () => {
  await signedIn();
  await page.route('**/api/v1/auth/admin/users?*', (route) =>
    route.fulfill(problem(500, 'internal')),
  );
  await go(page, 'People');
  await page.getByText('Something broke on our side').waitFor();
  await page.unroute('**/api/v1/auth/admin/users?*');
  await page.getByRole('button', { name: 'Try again' }).click();
  await page.getByRole('link', { name: ada.name }).waitFor();
});

test('an ended session the server refuses to end comes back', async () => {
  await signedIn();
  await go(page, 'Sessions and devices');
  const end = page.getByRole('button', { name: /^End session/ });
  await end.first().waitFor();
  const before = await end.count();
  let refuse;
  const seen = new Promise((resolve) => {
    refuse = resolve;
  });
  await page.route('**/api/v1/auth/sessions/*', async (route) => {
    await seen;
    await route.fulfill(problem(503, 'overloaded'));
  });
  await end.first().click();
  await becomes(() => end.count(), before - 1);
  refuse();
  await page.getByText('The server is very busy').waitFor();
  await becomes(() => end.count(), before);
});

test('an expired reset link says so and offers another', async () => {
  await page.goto(`${site.origin}/reset#token=spent`);
  await page.getByLabel('New password').fill('quiet lantern over slate');
  await page.getByRole('button', { name: 'Set password' }).click();
  await page.getByText('This link or code no longer works').waitFor();
  await page.getByRole('link', { name: 'Ask for a new link' }).click();
  await page.getByRole('heading', { name: 'Forgot your password' }).waitFor();
});

test('an unreachable server at page load is not a sign-out', async () => {
  await signedIn();
  await page.route('**/api/v1/auth/{csrf,refresh}', (route) => route.abort());
  await page.reload();
  await page.getByText('We cannot reach the server').waitFor();
  await page.unroute('**/api/v1/auth/{csrf,refresh}');
  await page.getByRole('button', { name: 'Try again' }).click();
  await page.getByRole('heading', { name: `Hello, ${ada.name}` }).waitFor();
});

test('a sign-out that did not reach the server says that one is still signed in', async () => {
  await signedIn();
  await page.route('**/api/v1/auth/logout', (route) => route.abort());
  await page.getByRole('button', { name: 'Sign out' }).click();
  await page.getByText('You are still signed in on this device.').waitFor();
});

test('the password is asked for again where the API wants it, and the action goes on', async () => {
  await signedIn();
  await go(page, 'Email and password');
  let asked = false;
  await page.route('**/api/v1/auth/email/change', async (route) => {
    if (asked) await route.continue();
    else {
      asked = true;
      await route.fulfill(problem(403, 'reauthentication_required'));
    }
  });
  await page.getByLabel('New address').fill('ada@new.example.org');
  await page.getByRole('button', { name: 'Change address' }).click();
  const dialog = page.getByRole('dialog', { name: 'Is it still you?' });
  await dialog.getByLabel('Password', { exact: true }).fill(ada.password);
  await dialog.getByRole('button', { name: 'Confirm' }).click();
  await page.getByText('We sent a mail to ada@new.example.org').waitFor();
});

test('the keyboard alone is enough to sign in and move about', async () => {
  await page.goto(`${site.origin}/sign-in`);
  await page.getByRole('heading', { name: 'Sign in' }).waitFor();
  await page.keyboard.press('Tab');
  assert.equal(await page.evaluate(() => document.activeElement.textContent), 'Skip to the page');
  await page.getByLabel('Email address').focus();
  await page.keyboard.type(ada.email);
  await page.keyboard.press('Tab');
  await page.keyboard.type(ada.password);
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: `Hello, ${ada.name}` }).waitFor();
  const link = page.getByRole('link', { name: 'Security log' });
  await link.focus();
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'Security log' }).waitFor();
  await page.waitForFunction(() => document.activeElement?.tagName === 'H1');
  await page.goto(`${site.origin}/sessions`);
  const all = page.getByRole('button', { name: 'End all others' });
  await all.focus();
  await page.keyboard.press('Enter');
  await page.getByRole('dialog').waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  await becomes(() => page.evaluate(() => document.activeElement.textContent), 'End all others');
});

test('without motion where it is not wanted', async () => {
  await page.goto(`${site.origin}/sign-in`);
  const longest = await page.evaluate(() =>
    Math.max(
      ...[...document.querySelectorAll('*')].map((node) =>
        Number.parseFloat(getComputedStyle(node).animationDuration),
      ),
    ),
  );
  assert.ok(longest <= 0.01);
});
