import { existsSync, readFileSync } from 'node:fs';
import { launchBrowser } from './e2e/browser.mjs';

const [out, width, ...names] = process.argv.slice(2);
const b = await launchBrowser();
const p = await b.newPage({ viewport: { width: 1600, height: 900 } });
const d = '/work/wt/portal/build/screenshots/';
const html = names
  .filter((n) => existsSync(d + n + '.png'))
  .map(
    (n) =>
      `<figure style="margin:4px;display:inline-block;vertical-align:top"><figcaption style="font:12px sans-serif">${n}</figcaption><img width=${width} src="data:image/png;base64,${readFileSync(d + n + '.png').toString('base64')}"></figure>`,
  )
  .join('');
await p.setContent(`<body style="margin:0;background:#888">${html}`);
await p.screenshot({ path: out, fullPage: true });
await b.close();
