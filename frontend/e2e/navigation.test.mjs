// From one page to the next, on a slow network: what is on its way is said, and asked for early.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { becomes, hold } from './person.mjs';
import { withPage } from './setting.mjs';
import { startSite } from './site.mjs';

let site;
let page;

withPage(startSite, (given) => {
  ({ server: site, page } = given);
});

const FORGOT = '**/assets/forgot-*.js';
const link = () => page.getByRole('link', { name: 'Forgot your password?' });
const heading = () => page.getByRole('heading', { name: 'Forgot your password' });

async function openSignIn() {
  await page.goto(`${site.origin}/sign-in`);
  await page.locator('#root:not([data-waiting])').waitFor({ state: 'attached' });
}

test('a page that takes its time is announced, and what was typed goes along', async () => {
  const release = await hold(page, FORGOT);
  await openSignIn();
  await page.getByLabel('Email address').fill('ada@example.org');
  await link().click();
  const bar = page.getByRole('progressbar', { name: 'Loading…' });
  await bar.waitFor();
  assert.equal(new URL(page.url()).pathname, '/sign-in');
  release();
  await heading().waitFor();
  await bar.waitFor({ state: 'detached' });
  await becomes(() => page.getByLabel('Email address').inputValue(), 'ada@example.org');
});

test('a page is fetched as soon as its link is pointed at, and once', async () => {
  let asked = 0;
  page.on('request', (request) => {
    if (/\/assets\/forgot-[^/]*\.js$/.test(request.url())) asked += 1;
  });
  await openSignIn();
  assert.equal(asked, 0);
  await link().hover();
  await becomes(() => asked, 1);
  await link().focus();
  await link().click();
  await heading().waitFor();
  assert.equal(asked, 1);
});

test('what did not arrive when the link was pointed at is fetched when it is followed', async () => {
  let broken = true;
  let refused = 0;
  await page.route(FORGOT, (route) => {
    if (!broken) return route.continue();
    refused += 1;
    return route.abort();
  });
  await openSignIn();
  await link().hover();
  await becomes(() => refused, 1);
  broken = false;
  await link().click();
  await heading().waitFor();
});
