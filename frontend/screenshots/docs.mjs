// Makes docs/portal.png, the picture in the README:  npm run build && node screenshots/docs.mjs
import { fileURLToPath } from 'node:url';
import { launchBrowser } from '../e2e/browser.mjs';
import { pages, prepare } from '../e2e/pages.mjs';
import { startSite } from '../e2e/site.mjs';

const out = fileURLToPath(new URL('../../docs/portal.png', import.meta.url));
const site = await startSite();
const browser = await launchBrowser();

async function picture(name, colorScheme) {
  const context = await browser.newContext({
    viewport: { width: 1200, height: 800 },
    colorScheme,
    locale: 'en-GB',
    timezoneId: 'Europe/Berlin',
    reducedMotion: 'reduce',
  });
  const page = await context.newPage();
  await prepare(
    page,
    site,
    pages.find((entry) => entry.name === name),
  );
  const image = await page.screenshot();
  await context.close();
  return image.toString('base64');
}

try {
  const left = await picture('sign-in', 'light');
  const right = await picture('overview', 'dark');
  const page = await browser.newPage({ viewport: { width: 1600, height: 534 } });
  const image = (data) =>
    `<img width="800" src="data:image/png;base64,${data}" style="display:block">`;
  await page.setContent(`<body style="margin:0;display:flex">${image(left)}${image(right)}</body>`);
  await page.screenshot({ path: out });
} finally {
  await browser.close();
  await site.stop();
}
console.log(out);
