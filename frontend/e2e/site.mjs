// Serves the production build as the C++ process does, with the portal's exact policy, over an imitated API.
import { createReadStream, existsSync, statSync } from 'node:fs';
import { request as ask, createServer } from 'node:http';
import { extname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createServer as createVite } from 'vite';

const root = fileURLToPath(new URL('..', import.meta.url));
const dist = join(root, 'dist');

export const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; font-src 'self'; " +
  "connect-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; " +
  "require-trusted-types-for 'script'";

const types = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
  '.webmanifest': 'application/manifest+json',
};

function serveFile(request, response) {
  const path = normalize(decodeURIComponent(new URL(request.url, 'http://h').pathname));
  let file = join(dist, path);
  if (!file.startsWith(dist) || !existsSync(file) || !statSync(file).isFile()) {
    file = join(dist, 'index.html');
  }
  const hashed = file.startsWith(join(dist, 'assets'));
  const headers = {
    'Content-Type': types[extname(file)] ?? 'application/octet-stream',
    'Cache-Control': hashed ? 'public, max-age=31536000, immutable' : 'no-cache',
    'Content-Security-Policy': POLICY,
    'Cross-Origin-Opener-Policy': 'same-origin',
    'Cross-Origin-Resource-Policy': 'same-origin',
    'X-Content-Type-Options': 'nosniff',
    'Referrer-Policy': 'no-referrer',
  };
  if (/\bbr\b/.test(request.headers['accept-encoding'] ?? '') && existsSync(`${file}.br`)) {
    file += '.br';
    headers['Content-Encoding'] = 'br';
  }
  response.writeHead(200, { ...headers, 'Content-Length': statSync(file).size });
  createReadStream(file).pipe(response);
}

/** Passes a call on to a real server, as if it came from a page of its own. */
function passTo(api) {
  const target = new URL(api);
  return async (request, response) => {
    const headers = { ...request.headers, host: target.host };
    if (headers.origin === `http://${request.headers.host}`) headers.origin = target.origin;
    const call = ask(
      { host: '127.0.0.1', port: target.port, path: request.url, method: request.method, headers },
      (answer) => {
        response.writeHead(answer.statusCode, answer.headers);
        answer.pipe(response);
      },
    );
    call.on('error', () => response.writeHead(502).end());
    request.pipe(call);
  };
}

/** Starts the site on a free loopback port, over an imitated API or the one at `api`. */
export async function startSite({ port = 0, populated = true, api = null } = {}) {
  const vite = await createVite({
    root,
    mode: 'imitation',
    logLevel: 'error',
    appType: 'custom',
    server: { middlewareMode: true, ws: false },
  });
  const { mockListener } = await vite.ssrLoadModule('/src/testing/mock/server.ts');
  const { populatedWorld, World, PASSWORD } = await vite.ssrLoadModule(
    '/src/testing/mock/world.ts',
  );
  const world = populated ? populatedWorld() : new World();
  const imitated = api ? passTo(api) : mockListener(world);
  const server = createServer((request, response) => {
    if (/^\/(?:api|livez|readyz)\b/.test(request.url)) {
      imitated(request, response).catch((error) => {
        console.error(error);
        response.writeHead(500).end();
      });
    } else serveFile(request, response);
  });
  await new Promise((resolve) => server.listen(port, '127.0.0.1', resolve));
  return {
    origin: `http://localhost:${server.address().port}`,
    world,
    password: PASSWORD,
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await vite.close();
    },
  };
}
