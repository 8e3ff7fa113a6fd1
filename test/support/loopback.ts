import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import { onTestFinished } from 'vitest';

export interface LoopbackRequest {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
}

export interface Loopback {
  /** E.g. `http://127.0.0.1:40123`. */
  readonly origin: string;
  /** What arrived so far, in order. */
  readonly requests: readonly LoopbackRequest[];
}

/** Answers the request with this number, counted from 0. A handler may also leave it unanswered. */
export type Handler = (request: IncomingMessage, response: ServerResponse, number: number) => void;

/** A real HTTP server on this machine, closed with all its connections when the running test ends. */
export async function loopback(handler: Handler): Promise<Loopback> {
  const requests: LoopbackRequest[] = [];
  const server = createServer((request, response) => {
    requests.push({ path: request.url ?? '', headers: request.headers });
    handler(request, response, requests.length - 1);
  });
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The server has no port.');
  return { origin: `http://127.0.0.1:${address.port}`, requests };
}

/** Answers the first request with the first of these, and so on; the last one also answers the others. */
export function inTurn(...handlers: readonly Handler[]): Handler {
  return (request, response, number) =>
    handlers[Math.min(number, handlers.length - 1)]?.(request, response, number);
}

export function reply(
  status: number,
  body: string | Uint8Array = '',
  headers: Readonly<Record<string, string>> = {},
): Handler {
  return (_, response) => {
    response.writeHead(status, headers).end(body);
  };
}
