// Fails when the script of a first visit is over budget: everything the sign-in page needs to be used,
// and everything a signed-in person's overview needs, each in gzip bytes.
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';

const root = fileURLToPath(new URL('..', import.meta.url));
const manifest = JSON.parse(readFileSync(`${root}node_modules/.cache/manifest.json`, 'utf8'));

const words = (part) => `src/lib/i18n/locales/en/${part}.json`;
const budgets = [
  {
    what: 'first load (sign-in page)',
    most: 150_000,
    chunks: ['index.html', 'src/app/routes/public/sign-in.tsx', words('door')],
  },
  {
    what: 'after a reload (overview)',
    most: 200_000,
    chunks: [
      'index.html',
      'src/app/routes/with-store.tsx',
      'src/app/routes/portal/layout.tsx',
      'src/app/routes/portal/overview.tsx',
      words('door'),
      words('house'),
    ],
  },
];

/** The files a chunk needs before it runs. */
function closure(keys) {
  const seen = new Set();
  const visit = (key) => {
    const chunk = manifest[key];
    if (!chunk) throw new Error(`the build has no chunk ${key}`);
    if (seen.has(chunk.file)) return;
    seen.add(chunk.file);
    chunk.imports?.forEach(visit);
  };
  keys.forEach(visit);
  return [...seen];
}

// The first script is made apart from the others, and is part of every visit.
const boot = readdirSync(`${root}dist/assets`).filter((file) => /^boot-.*\.js$/.test(file));
if (boot.length !== 1) throw new Error('the build has no first script');

let over = false;
for (const { what, most, chunks } of budgets) {
  const files = [`assets/${boot[0]}`, ...closure(chunks).filter((file) => file.endsWith('.js'))];
  const bytes = files
    .map((file) => gzipSync(readFileSync(`${root}dist/${file}`), { level: 9 }).length)
    .reduce((sum, size) => sum + size, 0);
  over ||= bytes > most;
  console.log(
    `${bytes > most ? 'OVER' : 'ok'}  ${what}: ${bytes} of ${most} bytes in ${files.length} files`,
  );
}
process.exit(over ? 1 : 0);
