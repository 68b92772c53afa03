// What a person does in the portal, by what they see.
import assert from 'node:assert/strict';
import { isDeepStrictEqual } from 'node:util';

export const PASSWORD = 'amber gravel under moonlight';
export const OTHER_PASSWORD = 'velvet harbour beyond thunder';

let count = 0;
export function newPerson(name = 'Robin Winter') {
  count += 1;
  return { name, email: `robin.${process.pid}.${count}@example.org`, password: PASSWORD };
}

/** Answers come up to this much later, in milliseconds, each by chance: it shows tests that do not wait. */
const DELAY_MS = Number(process.env.DELAY_MS ?? 0);

async function late(route) {
  await new Promise((resolve) => setTimeout(resolve, Math.random() * DELAY_MS));
  await route.fallback().catch((error) => {
    if (!/closed/.test(error.message)) throw error;
  });
}

export async function context(browser, options = {}) {
  const device = await browser.newContext({
    viewport: { width: 1280, height: 860 },
    locale: 'en-GB',
    reducedMotion: 'reduce',
    ...options,
  });
  if (DELAY_MS > 0) await device.route('**/*', late);
  return device;
}

/** A page that fails its test on an uncaught error or on anything the policy refused. */
export async function watchedPage(where) {
  const page = await where.newPage();
  page.troubles = [];
  page.on('pageerror', (error) => page.troubles.push(`uncaught: ${error.message}`));
  page.on('console', (message) => {
    if (/Content Security Policy|TrustedHTML|TrustedScript/i.test(message.text())) {
      page.troubles.push(message.text());
    }
  });
  return page;
}

export function assertNoTroubles(page) {
  assert.deepEqual(page.troubles, []);
}

/** Holds these files back until the returned function is called; it says how many were asked for. */
export async function hold(page, files) {
  let release;
  let asked = 0;
  const held = new Promise((resolve) => {
    release = resolve;
  });
  await page.route(files, async (route) => {
    asked += 1;
    await held;
    await route.continue();
  });
  return () => {
    release();
    return asked;
  };
}

/** Waits until `look` gives what is expected: for what follows an action without a word on the page. */
export async function becomes(look, expected) {
  const until = Date.now() + 10_000;
  for (;;) {
    const found = await look();
    if (isDeepStrictEqual(found, expected)) return;
    if (Date.now() > until) assert.deepEqual(found, expected);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** Adds to a test's failure what it had before it, for every report: `t` is the context of its afterEach. */
export async function explain(t, page) {
  if (t.passed || page.isClosed()) return;
  const shown = await page.locator('body').ariaSnapshot({ timeout: 2_000 });
  const lines = shown.split('\n').slice(0, 40);
  const failure = t.error?.cause ?? t.error;
  failure.stack = [failure.stack, page.url(), ...lines].join('\n    | ');
}

const exact = { exact: true };

export async function fillSignUp(page, person) {
  await page.getByLabel('Name', exact).fill(person.name);
  await page.getByLabel('Email address', exact).fill(person.email);
  await page.getByLabel('Password', exact).fill(person.password);
  await page.getByRole('button', { name: 'Create account', exact: true }).click();
}

export async function register(page, origin, person) {
  await page.goto(`${origin}/sign-up`);
  await fillSignUp(page, person);
  await page.getByRole('heading', { name: `Hello, ${person.name}` }).waitFor();
}

export async function fillSignIn(page, person) {
  await page.getByLabel('Email address', exact).fill(person.email);
  await page.getByLabel('Password', exact).fill(person.password);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
}

export async function signIn(page, origin, person) {
  await page.goto(`${origin}/sign-in`);
  await fillSignIn(page, person);
  await page.getByRole('heading', { name: `Hello, ${person.name}` }).waitFor();
}

export async function go(page, name) {
  await page
    .getByRole('navigation', { name: 'Pages' })
    .getByRole('link', { name, exact: true })
    .click();
  await page.getByRole('heading', { level: 1, name }).waitFor();
}

/** Opens the newest mail with this subject to this address in the local mailbox. */
async function openMail(page, origin, to, subject) {
  await page.goto(`${origin}/mailbox`);
  const mails = page.getByRole('navigation', { name: 'Mails' }).getByRole('button');
  await mails.filter({ hasText: to }).filter({ hasText: subject }).first().click();
  return page.getByRole('article');
}

export async function followMail(page, origin, to, subject) {
  const mail = await openMail(page, origin, to, subject);
  await mail.getByRole('link').first().click();
  await page.waitForURL((url) => url.pathname !== '/mailbox');
}

export async function mailedCode(page, origin, to, subject) {
  const mail = await openMail(page, origin, to, subject);
  const [code] = /\b\d{8}\b/.exec(await mail.textContent());
  return code;
}
