// Lighthouse on the built portal:  npm run lighthouse
// Prints the median of three runs for the sign-in and sign-up page, as a phone and as a desktop sees them.
// PORTAL_ORIGIN names a running server instead of the imitated one; LIGHTHOUSE_OUT a file for the medians.
import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { startSite } from './site.mjs';

const RUNS = 3;
const categories = ['performance', 'accessibility', 'best-practices'];
const flags =
  '--headless=new --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-component-update --disable-sync';

const folder = mkdtempSync(join(tmpdir(), 'lighthouse-'));
const site = process.env.PORTAL_ORIGIN ? null : await startSite();
const origin = process.env.PORTAL_ORIGIN ?? site.origin;

// Not the synchronous kind: the site is served from this very process.
const execute = promisify(execFile);

async function run(form, path) {
  const out = join(folder, 'report.json');
  await execute(
    'npx',
    [
      '--yes',
      'lighthouse@12',
      origin + path,
      '--quiet',
      '--output=json',
      `--output-path=${out}`,
      `--only-categories=${categories.join(',')}`,
      `--chrome-flags=${flags}`,
      ...(form === 'desktop' ? ['--preset=desktop'] : []),
    ],
    {
      timeout: 180_000,
      env: { ...process.env, CHROME_PATH: process.env.CHROMIUM ?? '/usr/bin/chromium' },
    },
  );
  return JSON.parse(readFileSync(out, 'utf8'));
}

const median = (values) => values.sort((a, b) => a - b)[Math.floor(values.length / 2)];
const kept = [];
let low = false;
try {
  for (const form of ['phone', 'desktop']) {
    for (const path of ['/sign-in', '/sign-up']) {
      const reports = [];
      for (let count = 0; count < RUNS; count += 1) reports.push(await run(form, path));
      const scores = categories.map((name) => median(reports.map((r) => r.categories[name].score)));
      const paint = median(reports.map((r) => r.audits['largest-contentful-paint'].numericValue));
      const shift = median(reports.map((r) => r.audits['cumulative-layout-shift'].numericValue));
      low ||= scores.some((score) => score < 0.95);
      kept.push({ form, path, scores, paint, shift });
      console.log(
        `${form} ${path}: ${categories.map((name, i) => `${name} ${scores[i]}`).join(', ')}; ` +
          `largest paint ${Math.round(paint)} ms, layout shift ${shift.toFixed(3)}`,
      );
      for (const name of categories) {
        const { auditRefs } = reports[0].categories[name];
        for (const { id, weight } of auditRefs) {
          const audit = reports[0].audits[id];
          if (weight > 0 && audit.score !== null && audit.score < 0.9) {
            console.log(`    ${name}: ${id} ${audit.score} ${audit.displayValue ?? ''}`);
          }
        }
      }
    }
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
  await site?.stop();
}
if (process.env.LIGHTHOUSE_OUT) writeFileSync(process.env.LIGHTHOUSE_OUT, JSON.stringify(kept));
process.exit(low ? 1 : 0);
