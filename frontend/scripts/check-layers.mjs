// Imports flow shared -> features -> app: fails on one that goes the other way, or from feature to feature.
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const source = fileURLToPath(new URL('../src', import.meta.url));
const shared = new Set(['components', 'config', 'lib']);

/** What a file of one folder may import of ours. */
function allowed(from, to) {
  const [folder, feature] = from.split('/');
  const [target, targetFeature] = to.split('/');
  if (folder === 'testing' || /\.test\.tsx?$/.test(from)) return true;
  if (target === 'testing') return false;
  if (shared.has(folder)) return shared.has(target);
  if (folder === 'features') {
    return shared.has(target) || (target === 'features' && targetFeature === feature);
  }
  return true;
}

const wrong = [];
for (const entry of readdirSync(source, { recursive: true, withFileTypes: true })) {
  if (!entry.isFile() || !/\.tsx?$/.test(entry.name)) continue;
  const file = join(entry.parentPath, entry.name);
  const from = relative(source, file);
  for (const [, path] of readFileSync(file, 'utf8').matchAll(
    /(?:from|import)\s*\(?\s*['"]([@.][^'"]*)['"]/g,
  )) {
    if (path.startsWith('@') && !path.startsWith('@/')) continue;
    const to = path.startsWith('@/')
      ? path.slice(2)
      : relative(source, join(entry.parentPath, path));
    if (!allowed(from, to)) wrong.push(`src/${from} must not import ${to}`);
  }
}
if (wrong.length > 0) {
  console.error(wrong.join('\n'));
  process.exit(1);
}
