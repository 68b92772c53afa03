// Lighthouse on the built portal:  npm run lighthouse
// Prints the median of three runs for the sign-in and sign-up page, as a phone and as a desktop sees them.
// Ends with 1 when a score is below 0.95, with 2 when there are no figures.
// PORTAL_ORIGIN names a running server instead of the imitated one; LIGHTHOUSE_OUT a file for the medians.
import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { startSite } from './site.mjs';

const RUNS = 3;
/** A run that Lighthouse itself fails at (a trace without its beginning, say) is made again: this often in all. */
const ATTEMPTS = 3;
const categories = ['performance', 'accessibility', 'best-practices'];
const flags =
  '--headless=new --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-component-update --disable-sync';

const folder = mkdtempSync(join(tmpdir(), 'lighthouse-'));
const site = process.env.PORTAL_ORIGIN ? null : await startSite();
const origin = process.env.PORTAL_ORIGIN ?? site.origin;

// Not the synchronous kind: the site is served from this very process.
const execute = promisify(execFile);

async function attempt(form, path) {
  const out = join(folder, 'report.json');
  rmSync(out, { force: true });
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
  const report = JSON.parse(readFileSync(out, 'utf8'));
  const { runtimeError } = report;
  if (runtimeError) throw new Error(`${runtimeError.code}: ${runtimeError.message}`);
  // Single audits can fail as well, and then have no figure.
  const without = categories.filter((name) => typeof report.categories[name].score !== 'number');
  if (without.length > 0) throw new Error(`no score for ${without.join(', ')}`);
  return report;
}

/** What went wrong, in a line: the program's own words if it said any. */
function reason(error) {
  if (error.killed) return 'it took too long';
  const lines = `${error.stderr ?? ''}`.split('\n').filter((line) => line.trim() !== '');
  return lines.find((line) => /error/i.test(line)) ?? lines.at(-1) ?? error.message;
}

async function run(form, path) {
  for (let count = 1; ; count += 1) {
    try {
      return await attempt(form, path);
    } catch (error) {
      console.error(
        `${form} ${path}: run ${count} of at most ${ATTEMPTS} failed: ${reason(error)}`,
      );
      if (count === ATTEMPTS) throw new Error(`Lighthouse failed at ${path} as a ${form}`);
    }
  }
}

const median = (values) => values.sort((a, b) => a - b)[Math.floor(values.length / 2)];
const kept = [];
let low = false;
let failure = null;
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
} catch (error) {
  failure = error;
} finally {
  rmSync(folder, { recursive: true, force: true });
  await site?.stop();
}
if (failure) {
  console.error(failure.message);
  process.exit(2);
}
if (process.env.LIGHTHOUSE_OUT) writeFileSync(process.env.LIGHTHOUSE_OUT, JSON.stringify(kept));
process.exit(low ? 1 : 0);
