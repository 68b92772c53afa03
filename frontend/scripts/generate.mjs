// Writes the API types, one file of hooks per feature, and lists of choices from openapi.json.
// With --check nothing is written: the command fails when a generated file differs from the document.
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { generateEndpoints } from '@rtk-query/codegen-openapi';
import openapiTS, { astToString } from 'openapi-typescript';
import { choices, operations } from './operations.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const banner = '// Generated from openapi.json by `npm run generate`. Do not edit.\n';
const document = JSON.parse(readFileSync(join(root, 'openapi.json'), 'utf8'));

/** Gives each operation the portal's name, and each body the argument name `body`. */
function normalise(source) {
  const normalised = structuredClone(source);
  for (const named of Object.values(operations)) {
    for (const [name, route] of Object.entries(named)) {
      const [method, path] = route.split(' ');
      const operation = normalised.paths[path]?.[method.toLowerCase()];
      if (!operation) throw new Error(`openapi.json has no ${route} (used as ${name})`);
      operation.operationId = name;
      const json = operation.requestBody?.content?.['application/json'];
      if (json?.schema?.$ref) json.schema = { allOf: [json.schema] };
      // Problems are one type, decoded by the base query, whatever the operation.
      for (const status of Object.keys(operation.responses)) {
        if (!status.startsWith('2')) delete operation.responses[status];
      }
      // An answer without a body beside one with a body: the base query gives null for it.
      const empty = operation.responses[204];
      if (empty && Object.keys(operation.responses).length > 1) {
        empty.content = { 'application/json': { schema: { type: 'null' } } };
      }
    }
  }
  return normalised;
}

/** The enumeration of a parameter, as an array. */
function choicesOf({ name, operation, parameter }) {
  const [method, path] = operation.split(' ');
  const { parameters } = document.paths[path][method.toLowerCase()];
  const values = parameters.find((entry) => entry.name === parameter)?.schema.enum;
  if (!values) throw new Error(`${operation} has no enumeration ${parameter}`);
  const lines = values.map((value) => `  '${value}',\n`);
  return `${banner}export const ${name} = [\n${lines.join('')}] as const;\n`;
}

async function generated() {
  const files = new Map();
  const types = astToString(await openapiTS(structuredClone(document)));
  files.set('src/lib/api/schema.d.ts', banner + types);

  for (const [path, list] of Object.entries(choices)) files.set(`src/${path}`, choicesOf(list));

  const scratch = mkdtempSync(join(root, 'node_modules/.generate-'));
  try {
    const schemaFile = join(scratch, 'openapi.json');
    writeFileSync(schemaFile, JSON.stringify(normalise(document)));
    for (const [feature, named] of Object.entries(operations)) {
      const code = await generateEndpoints({
        schemaFile,
        apiFile: '@/lib/api/api',
        apiImport: 'api',
        exportName: `${feature}Endpoints`.replace(/_(.)/g, (_, c) => c.toUpperCase()),
        filterEndpoints: Object.keys(named),
        hooks: true,
        flattenArg: false,
      });
      files.set(`src/features/${feature}/api/generated.ts`, banner + code);
    }
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
  return files;
}

const stale = [];
for (const [path, content] of await generated()) {
  const file = join(root, path);
  if (process.argv.includes('--check')) {
    let current = '';
    try {
      current = readFileSync(file, 'utf8');
    } catch (error) {
      if (error.code !== 'ENOENT') throw error;
    }
    if (current !== content) stale.push(relative(root, file));
  } else {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, content);
  }
}
if (stale.length > 0) {
  console.error(`stale, run \`npm run generate\`:\n  ${stale.join('\n  ')}`);
  process.exit(1);
}
