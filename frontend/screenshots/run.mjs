// Takes a picture of every page, light and dark, narrow and wide, from the production build over an
// imitated API:  npm run build && npm run screenshots [-- part of a page's name]
// The pictures go to build/screenshots at the repository root.
import { mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { launchBrowser } from '../e2e/browser.mjs';
import { pages, prepare } from '../e2e/pages.mjs';
import { startSite } from '../e2e/site.mjs';

const out = fileURLToPath(new URL('../../build/screenshots', import.meta.url));
mkdirSync(out, { recursive: true });
const wanted = process.argv[2] ?? '';
const locale = process.env.LOCALE ?? 'en-GB';

const site = await startSite();
const browser = await launchBrowser();
let taken = 0;
try {
  for (const colorScheme of ['light', 'dark']) {
    for (const width of [320, 1280]) {
      const context = await browser.newContext({
        viewport: { width, height: width === 320 ? 640 : 860 },
        colorScheme,
        locale,
        timezoneId: 'Europe/Berlin',
        reducedMotion: 'reduce',
      });
      const page = await context.newPage();
      page.on('console', (message) => {
        if (message.type() === 'error') console.error(`${page.url()}: ${message.text()}`);
      });
      for (const entry of pages) {
        if (!entry.name.includes(wanted) || (entry.narrow && width > 320)) continue;
        await prepare(page, site, entry);
        await page.screenshot({
          path: `${out}/${entry.name}-${colorScheme}-${width}.png`,
          fullPage: !entry.narrow,
        });
        taken += 1;
      }
      await context.close();
    }
  }
} finally {
  await browser.close();
  await site.stop();
}
console.log(`${taken} pictures in ${out}`);
