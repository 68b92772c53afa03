import { fileURLToPath } from 'node:url';
import tailwindcss from '@tailwindcss/vite';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';
import { mockApi } from './src/testing/mock/plugin.ts';

const api = process.env.GATEHOUSE_API ?? 'http://127.0.0.1:8080';
const proxied = ['/api', '/.well-known', '/livez', '/readyz'];

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
    // The browser's own Origin is kept (changeOrigin off), so the API sees what it would see in production.
    proxy: mode === 'mock' ? undefined : Object.fromEntries(proxied.map((path) => [path, api])),
  },
  build: {
    target: 'baseline-widely-available',
    // Everything is a file of its own: data: URLs for scripts or fonts would need a wider policy.
    assetsInlineLimit: 0,
    sourcemap: false,
    manifest: true,
    reportCompressedSize: false,
  },
  test: {
    environment: 'happy-dom',
    environmentOptions: { happyDOM: { url: 'http://localhost:3000' } },
    include: ['src/**/*.test.{ts,tsx}'],
    setupFiles: ['src/testing/setup.ts'],
    restoreMocks: true,
  },
}));
