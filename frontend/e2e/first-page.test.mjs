// The first page of a visit on a slow network: its form is there, and takes what is typed, before the portal's code
// is; nothing typed or sent off meanwhile is lost, and no browser sends the form on its own.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ADMIN, startGatehouse } from './gatehouse.mjs';
import { context, fillSignUp, hold, newPerson } from './person.mjs';
import { withPage } from './setting.mjs';

let browser;
let target;
let page;

withPage(startGatehouse, (given) => {
  ({ server: target, browser, page } = given);
});

const CODE = '**/assets/index-*.js';
const STORE = '**/assets/api-*.js';

const taken = () => page.locator('#root:not([data-waiting])').waitFor({ state: 'attached' });
const email = () => page.getByLabel('Email address', { exact: true });
const password = () => page.getByLabel('Password', { exact: true });

test('what is typed before the code is there stays, in the same field', async () => {
  const release = await hold(page, CODE);
  await page.goto(`${target.origin}/sign-in`, { waitUntil: 'commit' });
  await email().fill(ADMIN.email);
  await password().focus();
  await page.keyboard.type(ADMIN.password.slice(0, 7));
  await password().evaluate((input) => {
    window.kept = input;
  });
  assert.equal(await page.title(), 'Sign in · Gatehouse');
  assert.ok(release() > 0, 'the code was held back');
  await taken();
  assert.ok(await page.evaluate(() => window.kept === document.activeElement));
  await page.keyboard.type(ADMIN.password.slice(7));
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: `Hello, ${ADMIN.name}` }).waitFor();
});

test('a form sent off before the code is there waits for it, and shows nothing in the address', async () => {
  const release = await hold(page, CODE);
  await page.goto(`${target.origin}/sign-in`, { waitUntil: 'commit' });
  await email().fill(ADMIN.email);
  await password().fill(ADMIN.password);
  const button = page.getByRole('button', { name: 'Sign in', exact: true });
  await button.click();
  await page.locator('button[type=submit][aria-busy=true]').waitFor();
  assert.equal(page.url(), `${target.origin}/sign-in`);
  assert.ok(release() > 0, 'the code was held back');
  await page.getByRole('heading', { name: `Hello, ${ADMIN.name}` }).waitFor();
});

test('signing up waits for the store', async () => {
  const release = await hold(page, STORE);
  const person = newPerson();
  await page.goto(`${target.origin}/sign-up`);
  await taken();
  await fillSignUp(page, person);
  await page.locator('button[type=submit][aria-busy=true]').waitFor();
  assert.equal(new URL(page.url()).pathname, '/sign-up');
  assert.ok(release() > 0, 'the store was held back');
  await page.getByRole('heading', { name: `Hello, ${person.name}` }).waitFor();
});

test('the strength of a password typed early is known as soon as the code is', async () => {
  const release = await hold(page, CODE);
  await page.goto(`${target.origin}/sign-up`, { waitUntil: 'commit' });
  await password().fill(newPerson().password);
  assert.equal(await page.getByText('– met').count(), 0);
  release();
  await taken();
  await page.getByText('– met').nth(2).waitFor();
});

test('code that did not arrive is asked for again', async () => {
  let broken = true;
  await page.route(CODE, (route) => (broken ? route.abort() : route.continue()));
  const failed = page.waitForEvent('console', (message) => /imported module/.test(message.text()));
  await page.goto(`${target.origin}/sign-in`);
  await email().fill(ADMIN.email);
  await failed;
  await page.getByRole('alert').getByText('We cannot reach the server').waitFor();
  broken = false;
  await taken();
  await page.getByRole('alert').waitFor({ state: 'detached' });
  assert.equal(await email().inputValue(), ADMIN.email);
});

test('a first visit to the portal shows the form to sign in as soon', async () => {
  const release = await hold(page, CODE);
  await page.goto(target.origin, { waitUntil: 'commit' });
  await email().fill(ADMIN.email);
  assert.equal(page.url(), `${target.origin}/sign-in`);
  assert.ok(release() > 0, 'the code was held back');
  await taken();
  await password().fill(ADMIN.password);
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: `Hello, ${ADMIN.name}` }).waitFor();
  // Whoever has signed in before is not sent there first.
  const again = await hold(page, CODE);
  await page.goto(target.origin, { waitUntil: 'commit' });
  await page.locator('#root svg').waitFor();
  assert.equal(page.url(), `${target.origin}/`);
  again();
  await page.getByRole('heading', { name: `Hello, ${ADMIN.name}` }).waitFor();
});

test('the language can be chosen before the code is there', async () => {
  const release = await hold(page, CODE);
  await page.goto(`${target.origin}/sign-up`, { waitUntil: 'commit' });
  await email().fill('early@example.org');
  await page.getByLabel('Language').selectOption('de');
  await page.getByRole('heading', { name: 'Konto anlegen' }).waitFor();
  assert.equal(await page.locator('html').getAttribute('lang'), 'de');
  release();
  await taken();
  await page.getByRole('heading', { name: 'Konto anlegen' }).waitFor();
  assert.equal(await page.getByLabel('E-Mail-Adresse').inputValue(), 'early@example.org');
});

test('a page with a notice is not shown without it', async () => {
  const release = await hold(page, CODE);
  await page.goto(`${target.origin}/sign-in?notice=password`, { waitUntil: 'commit' });
  await page.locator('#root svg').waitFor();
  assert.equal(await page.locator('form').count(), 0);
  release();
  await page.getByText('Your password is set').waitFor();
});

test('without JavaScript the page says at once that it needs it', async () => {
  const plain = await context(browser, { javaScriptEnabled: false });
  const bare = await plain.newPage();
  await bare.goto(`${target.origin}/sign-in`);
  const box = await bare.locator('noscript p').boundingBox();
  assert.ok(box && box.y > 0 && box.y + box.height < bare.viewportSize().height, 'in view');
  await plain.close();
});
