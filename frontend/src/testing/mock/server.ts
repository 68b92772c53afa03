import type { IncomingMessage, ServerResponse } from 'node:http';
import { getResponse, type RequestHandler } from 'msw';
import { handlersFor } from './handlers';
import { populatedWorld, type World } from './world';

/** Answers Node's requests from an imitated API: what the preview and the screenshots talk to. */
export function mockListener(world: World = populatedWorld()) {
  const handlers = handlersFor(world) as RequestHandler[];
  return async (incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> => {
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk as Buffer);
    const method = incoming.method ?? 'GET';
    const request = new Request(`http://${incoming.headers.host}${incoming.url}`, {
      method,
      headers: Object.entries(incoming.headers).flatMap(([name, value]) =>
        typeof value === 'string' ? [[name, value] as [string, string]] : [],
      ),
      body: chunks.length > 0 && method !== 'GET' ? Buffer.concat(chunks) : undefined,
    });
    const response = await getResponse(handlers, request);
    if (!response) {
      outgoing.writeHead(404).end();
      return;
    }
    outgoing.statusCode = response.status;
    outgoing.setHeader('Cache-Control', 'no-store');
    for (const [name, value] of response.headers) {
      if (name !== 'set-cookie') outgoing.setHeader(name, value);
    }
    const cookies = response.headers.getSetCookie();
    if (cookies.length > 0) outgoing.setHeader('Set-Cookie', cookies);
    outgoing.end(Buffer.from(await response.arrayBuffer()));
  };
}
