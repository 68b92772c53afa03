// Second step of a build: prepares the pages that most visits begin with. Their HTML goes into index.html as
// templates, with a small first script that puts the right one on screen; the portal's own code follows.
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build, createServer } from 'vite';

const root = fileURLToPath(new URL('..', import.meta.url));
const dist = `${root}dist/`;
const alias = { '@': `${root}src` };
const manifest = JSON.parse(readFileSync(`${dist}.vite/manifest.json`, 'utf8'));

/** The files of these chunks and of what they import, each after what it imports. */
function filesOf(...keys) {
  const seen = new Set();
  const files = [];
  const visit = (key) => {
    if (seen.has(key)) return;
    seen.add(key);
    const { file, imports = [] } = manifest[key];
    imports.forEach(visit);
    files.push(`/${file}`);
  };
  keys.forEach(visit);
  return files;
}

/** Writes the first script and returns its address. */
async function bootScript() {
  const [{ output }] = await build({
    root,
    configFile: false,
    logLevel: 'error',
    resolve: { alias },
    build: {
      lib: { entry: `${root}src/boot.ts`, formats: ['iife'], name: 'boot' },
      target: 'baseline-widely-available',
      write: false,
    },
  });
  const [{ code }] = output;
  const hash = createHash('sha256').update(code).digest('base64url').slice(0, 8);
  const path = `assets/boot-${hash}.js`;
  writeFileSync(dist + path, code);
  return `/${path}`;
}

async function preparedPages() {
  // What the pages look at when they are loaded, and Node 20 lacks.
  globalThis.navigator ??= { languages: ['en'] };
  // There are no other tabs, and an open channel would keep this program from ending.
  globalThis.BroadcastChannel = undefined;
  const vite = await createServer({
    root,
    configFile: false,
    logLevel: 'error',
    appType: 'custom',
    resolve: { alias },
    server: { middlewareMode: true, ws: false },
  });
  try {
    const { preparedPages: prepare } = await vite.ssrLoadModule('/src/app/prepared-pages.tsx');
    return await prepare();
  } finally {
    await vite.close();
  }
}

const text = (value) => value.replaceAll('&', '&amp;').replaceAll('"', '&quot;');

function template({ path, locale, title, late, html }) {
  const page = `src/app/routes/public${path}.tsx`;
  const needed = filesOf(page, `src/lib/i18n/locales/${locale}/door.json`);
  const files = needed.filter((file) => !portal.includes(file));
  return (
    `<template data-path="${path}" data-locale="${locale}" data-title="${text(title)}" ` +
    `data-late="${text(late)}" ` +
    `data-files="${files.join(' ')}">${html}</template>`
  );
}

/** Replaces what the build is known to have written, exactly once. */
function replaced(html, pattern, by) {
  if (!pattern.test(html)) throw new Error(`index.html has no ${pattern}`);
  return html.replace(pattern, by);
}

const portal = filesOf('index.html');
const boot = await bootScript();
const pages = await preparedPages();
let html = readFileSync(`${dist}index.html`, 'utf8');
const entry = portal.at(-1);
// The portal's code is on its way at once, but behind the style and the first script that show the form.
const preload = '<link rel="modulepreload" crossorigin href="';
html = html.replace(`${preload}${entry}">`, '');
html = replaced(
  html,
  /<script type="module" crossorigin src="[^"]*"><\/script>/,
  `${preload}${entry}">`,
);
html = html.replaceAll(preload, preload.replace('href', 'fetchpriority="low" href'));
// The typeface is next: found in the style only once that is there, it would queue behind the code.
const [face] = Object.values(manifest).filter(({ file }) => /-latin-wght-.*\.woff2$/.test(file));
html = replaced(
  html,
  / *<link rel="modulepreload"/,
  `    <link rel="preload" as="font" type="font/woff2" crossorigin fetchpriority="low" href="/${face.file}">\n$&`,
);
html = replaced(
  html,
  / *<noscript>/,
  `${pages.map((page) => `    ${template(page)}\n`).join('')}` +
    `    <script src="${boot}" data-portal="${portal.join(' ')}"></script>\n$&`,
);
writeFileSync(`${dist}index.html`, html);
