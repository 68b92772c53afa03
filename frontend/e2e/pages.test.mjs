// Every page, in light and dark, narrow and wide: no accessibility violation (WCAG 2.2 AA), nothing wider than
// the screen, nothing refused by the policy.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { AxeBuilder } from '@axe-core/playwright';
import { pages, prepare } from './pages.mjs';
import { assertNoTroubles, context, watchedPage } from './person.mjs';
import { withBrowser } from './setting.mjs';
import { startSite } from './site.mjs';

const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

let browser;
let site;

withBrowser(startSite, (given) => {
  ({ server: site, browser } = given);
});

for (const colorScheme of ['light', 'dark']) {
  for (const width of [320, 1280]) {
    describe(`${colorScheme}, ${width} px`, () => {
      let device;
      let page;
      before(async () => {
        device = await context(browser, { colorScheme, viewport: { width, height: 800 } });
        page = await watchedPage(device);
      });
      after(async () => {
        await device?.close();
      });
      for (const entry of pages) {
        if (entry.narrow && width > 320) continue;
        test(entry.name, async () => {
          await prepare(page, site, entry);
          const { violations } = await new AxeBuilder({ page })
            // What holds is only counted, not described: that takes longer than finding what does not.
            .options({ runOnly: RULES, resultTypes: ['violations'] })
            .setLegacyMode(true)
            .analyze();
          const found = violations.flatMap((violation) =>
            violation.nodes.map(
              (node) => `${violation.id}: ${node.html.slice(0, 160)} ${node.failureSummary}`,
            ),
          );
          assert.deepEqual(found, []);
          const overflow = await page.evaluate(
            () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
          );
          assert.equal(overflow, 0, 'nothing is wider than the screen');
          assertNoTroubles(page);
        });
      }
    });
  }
}
