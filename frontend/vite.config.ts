import { fileURLToPath } from 'node:url';
import tailwindcss from '@tailwindcss/vite';
import react from '@vitejs/plugin-react';
import type { ProxyOptions } from 'vite';
import { defineConfig } from 'vitest/config';
import { mockApi } from './src/testing/mock/plugin.ts';

const api = process.env.GATEHOUSE_API ?? 'http://127.0.0.1:8080';
const proxied = ['/api', '/.well-known', '/livez', '/readyz'];

/**
 * The API answers for its own address only. What this dev server's pages send is passed on as if it came from
 * there; what other sites send keeps its Origin, and is refused.
 */
const toApi: ProxyOptions = {
  target: api,
  changeOrigin: true,
  configure: (proxy) => {
    proxy.on('proxyReq', (outgoing, incoming) => {
      if (incoming.headers.origin === `http://${incoming.headers.host}`) {
        outgoing.setHeader('Origin', api);
      }
    });
  },
};

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

export default defineConfig(({ mode, command }) => ({
  plugins: [react(), tailwindcss(), ...(mode === 'mock' ? [mockApi()] : [])],
  resolve: {
    alias: [
      { find: '@', replacement: here('./src') },
      // The router's package offers its production build to nobody who does not ask for the file.
      ...(command === 'build'
        ? [
            {
              find: /^react-router$/,
              replacement: here('./node_modules/react-router/dist/production/index.mjs'),
            },
          ]
        : []),
    ],
  },
  server: {
    port: 3000,
    strictPort: true,
    proxy: mode === 'mock' ? undefined : Object.fromEntries(proxied.map((path) => [path, toApi])),
  },
  build: {
    target: 'baseline-widely-available',
    // These know light-dark(), which the tokens are made of; rewriting it for older ones would fix it to the root.
    cssTarget: ['chrome123', 'edge123', 'firefox120', 'safari17.5'],
    // Everything is a file of its own: data: URLs for scripts or fonts would need a wider policy.
    assetsInlineLimit: 0,
    sourcemap: false,
    manifest: true,
    reportCompressedSize: false,
    rolldownOptions: {
      output: {
        // What every first visit needs comes in few files: each small one costs a slow network a round trip.
        // It does not come in one, so that a slow phone takes it in piece by piece (src/boot.ts).
        codeSplitting: {
          includeDependenciesRecursively: false,
          groups: [
            { name: 'react', test: /node_modules\/(?:react|react-dom|scheduler)\// },
            {
              name: 'frame',
              test: /vite\/preload-helper|node_modules\/(?:react-router|cookie|i18next|react-i18next|html-parse-stringify|void-elements|use-sync-external-store|react-hook-form)\//,
            },
            {
              name: 'door',
              test: /src\/(?:app\/load-door|components\/(?:errors|layouts\/(?:boot|doorway|language|skip)|ui\/(?:button|classes|field|logo|notice|page-head|password-field|skeleton|text-link))|lib\/(?:auth|i18n\/(?!locales)|preferences|forms\/(?:use-|server-)|api\/(?:problem|send)))|lucide-react\/dist\/esm\/(?:[^/]*\.m?js|shared\/|icons\/(?:eye|eye-off|circle-alert|circle-check|info|triangle-alert|circle-exclamation-point|triangle-exclamation-point)\.)/,
            },
          ],
        },
      },
    },
  },
  test: {
    environment: 'happy-dom',
    environmentOptions: { happyDOM: { url: 'http://localhost:3000' } },
    include: ['src/**/*.test.{ts,tsx}'],
    setupFiles: ['src/testing/setup.ts'],
    restoreMocks: true,
  },
}));
