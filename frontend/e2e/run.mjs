// Runs the browser tests against build/release/gatehouse and writes build/test-results/portal-e2e.xml.
//   npm run e2e [-- name of a test file]     IMITATED=1 runs the flows against the imitated API instead
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const here = fileURLToPath(new URL('.', import.meta.url));
const root = fileURLToPath(new URL('../..', import.meta.url));
const results = `${root}build/test-results`;
mkdirSync(results, { recursive: true });

if (!existsSync(`${here}../dist/index.html`)) {
  const built = spawnSync('npm', ['run', 'build'], { cwd: `${here}..`, stdio: 'inherit' });
  if (built.status !== 0) process.exit(1);
}

// Each file has its own server and browser, so that two run side by side: the long ones first.
const LONG = ['pages.test.mjs', 'flows.test.mjs', 'failures.test.mjs'];
const rank = (name) => (LONG.includes(name) ? LONG.indexOf(name) : LONG.length);

const wanted = process.argv[2] ?? '';
const files = readdirSync(here)
  .filter((name) => name.endsWith('.test.mjs') && name.includes(wanted))
  .sort((a, b) => rank(a) - rank(b))
  .map((name) => here + name);

const run = spawnSync(
  process.execPath,
  [
    '--test',
    '--test-concurrency=2',
    '--test-timeout=900000',
    '--test-reporter=spec',
    '--test-reporter-destination=stdout',
    '--test-reporter=junit',
    `--test-reporter-destination=${results}/portal-e2e.xml`,
    ...files,
  ],
  { stdio: 'inherit' },
);
process.exit(run.status ?? 1);
