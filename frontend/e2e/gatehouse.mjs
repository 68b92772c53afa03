// Starts the real server for a test: a free loopback port, an empty data directory, an administrator.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startSite } from './site.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));
const binary = process.env.PORTAL_TEST_BINARY ?? join(root, 'build/release/gatehouse');

export const ADMIN = {
  email: 'keeper@example.org',
  name: 'Gate Keeper',
  password: 'quiet lantern over slate',
};

async function freePort() {
  const probe = createServer();
  await new Promise((resolve) => probe.listen(0, '127.0.0.1', resolve));
  const { port } = probe.address();
  await new Promise((resolve) => probe.close(resolve));
  return port;
}

async function imitated(settings) {
  const site = await startSite({ populated: false });
  const lifetime = settings.GATEHOUSE_TOKENS_ACCESS_TTL;
  if (lifetime) site.world.accessSeconds = Number.parseInt(lifetime, 10);
  const account = site.world.addAccount(ADMIN.email, ADMIN.name, ADMIN.password, ['admin']);
  account.user.email_verified = true;
  return { origin: site.origin, lacks: () => '', stop: () => site.stop() };
}

/** `settings` are environment variables, such as GATEHOUSE_TOKENS_ACCESS_TTL. */
export async function startGatehouse(settings = {}) {
  if (process.env.IMITATED) return imitated(settings);
  if (!existsSync(binary)) throw new Error(`${binary} is not built`);
  const data = mkdtempSync(join(tmpdir(), 'gatehouse-portal-'));
  const port = await freePort();
  const operations = await freePort();
  // Nothing of what the developer has set for a server of their own.
  const inherited = Object.entries(process.env).filter(([name]) => !name.startsWith('GATEHOUSE_'));
  const env = {
    ...Object.fromEntries(inherited),
    GATEHOUSE_PORTAL_DIR: join(root, 'frontend/dist'),
    GATEHOUSE_OPERATIONS_LISTEN: `127.0.0.1:${operations}`,
    GATEHOUSE_RATE_LIMIT_ENABLED: 'false',
    // The least there is: people sign in often here, and nobody is after their passwords.
    GATEHOUSE_PASSWORD_BCRYPT_COST: '10',
    ...settings,
  };
  const created = spawnSync(
    binary,
    ['user', 'create', '--email', ADMIN.email, '--name', ADMIN.name, '--admin', '--data-dir', data],
    { env, cwd: root, input: `${ADMIN.password}\n`, encoding: 'utf8' },
  );
  if (created.status !== 0) throw new Error(`user create: ${created.stdout}${created.stderr}`);

  const server = spawn(binary, ['serve', '--listen', `127.0.0.1:${port}`, '--data-dir', data], {
    env,
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let log = '';
  for (const stream of [server.stdout, server.stderr]) {
    stream.on('data', (chunk) => {
      log = (log + chunk).slice(-20_000);
    });
  }
  const ended = new Promise((resolve) => server.once('exit', resolve));
  const origin = `http://localhost:${port}`;
  const until = Date.now() + 20_000;
  for (;;) {
    const ready = await fetch(`${origin}/readyz`).then(
      (answer) => answer.ok,
      () => false,
    );
    if (ready) break;
    if (Date.now() > until || server.exitCode !== null) throw new Error(`not ready:\n${log}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  const document = await fetch(`${origin}/api/v1/openapi.json`).then((answer) => answer.json());
  return {
    origin,
    log: () => log,
    lacks: (paths) => paths.filter((path) => !(path in document.paths)).join(', '),
    async stop() {
      server.kill('SIGTERM');
      const forced = setTimeout(() => server.kill('SIGKILL'), 15_000);
      await ended;
      clearTimeout(forced);
      rmSync(data, { recursive: true, force: true });
    },
  };
}
