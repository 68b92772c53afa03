import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';

const root = fileURLToPath(new URL('..', import.meta.url));
const dist = join(root, 'dist');
const files = readdirSync(dist, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile())
  .map((entry) => join(entry.parentPath, entry.name));

test('the script of a first visit is within its budget', () => {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['scripts/bundle-budget.mjs'], {
    cwd: root,
    encoding: 'utf8',
  });
  assert.equal(status, 0, stdout + stderr);
});

test('what is compressed beside a file is that file', () => {
  const compressed = files.filter((file) => /\.(?:gz|br)$/.test(file));
  assert.ok(compressed.length > 20);
  for (const file of compressed) {
    const content = readFileSync(file);
    const plain = file.endsWith('.gz') ? gunzipSync(content) : brotliDecompressSync(content);
    assert.ok(plain.equals(readFileSync(file.slice(0, -3))), file);
    assert.ok(statSync(file).size < plain.length, file);
  }
});

test('FI-01 nothing is built that visitors should not have', () => {
  const odd = files.filter((file) =>
    /\.map(?:\.|$)|\/\.|mockServiceWorker|\.ts$/.test(file.slice(dist.length)),
  );
  assert.deepEqual(odd, []);
  const imitation = files.filter(
    (file) =>
      file.endsWith('.js') && readFileSync(file, 'utf8').includes('quiet lantern over slate'),
  );
  assert.deepEqual(imitation, []);
});

test('the page has no script or style of its own', () => {
  const html = readFileSync(join(dist, 'index.html'), 'utf8');
  assert.doesNotMatch(html, /<style|\sstyle=|\son\w+=/);
  for (const [tag, content] of html.matchAll(/<script[^>]*>([^<]*)/g)) {
    assert.match(tag, /src="\/assets\//);
    assert.equal(content.trim(), '');
  }
});

test('the generated types and hooks are those of the document', () => {
  execFileSync(process.execPath, ['scripts/generate.mjs', '--check'], { cwd: root });
});
