// What a file of browser tests begins with, and stops in the end.
import { after, afterEach, before, beforeEach } from 'node:test';
import { launchBrowser } from './browser.mjs';
import { assertNoTroubles, context, explain, watchedPage } from './person.mjs';

/** A server, which `start` starts, and a browser for all tests; `give` is told of both before the first. */
export function withBrowser(start, give) {
  let server;
  let browser;
  before(async () => {
    server = await start();
    browser = await launchBrowser();
    give({ server, browser });
  });
  after(async () => {
    await browser?.close();
    await server?.stop();
  });
}

/** As withBrowser, and for each test a device of its own with a watched page, of which `give` is told too. */
export function withPage(start, give) {
  let both;
  let device;
  let page;
  withBrowser(start, (started) => {
    both = started;
  });
  beforeEach(async () => {
    device = await context(both.browser);
    page = await watchedPage(device);
    give({ ...both, device, page });
  });
  afterEach(async (t) => {
    await explain(t, page);
    assertNoTroubles(page);
    await device.close();
  });
}
