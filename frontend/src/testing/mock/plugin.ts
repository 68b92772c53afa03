import type { Plugin } from 'vite';

/** Serves the imitated API from the dev server, for `npm run dev:mock`. */
export function mockApi(): Plugin {
  return {
    name: 'mock-api',
    async configureServer(server) {
      const module = await server.ssrLoadModule('/src/testing/mock/server.ts');
      const listener = module.mockListener() as ReturnType<typeof import('./server').mockListener>;
      server.middlewares.use((request, response, next) => {
        const imitated = /^\/(?:api|livez|readyz|\.well-known)\b/.test(request.url ?? '');
        if (imitated) listener(request, response).catch(next);
        else next();
      });
    },
  };
}
