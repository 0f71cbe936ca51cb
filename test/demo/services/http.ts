/**
 * The company's services behind the gateway, small but real: each answer needs the service's file in the pool's store, so a
 * pool whose store is gone answers 500 as a service without its database does.
 */
import { createHmac } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { join } from 'node:path';

export interface Pool {
  /** Which pool answers; told to requests that carry `x-load-id`. */
  readonly name: string;
  /** Folder with one file for each service. */
  readonly store: string;
  /** Signs the tokens of the applications. */
  readonly secret: string;
}

const base64url = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');

/** A token as identity issues it: HS256, for the consumer with this key. */
export function token(secret: string, key = 'mobile-app'): string {
  const body = `${base64url({ alg: 'HS256', typ: 'JWT' })}.${base64url({ key, sub: 'user-7', exp: 4_102_444_800 })}`;
  return `${body}.${createHmac('sha256', secret).update(body).digest('base64url')}`;
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks);
}

async function answer(service: string, pool: Pool, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const body = await bodyOf(request);
  if (request.headers['x-load-id'] !== undefined) response.setHeader('x-served-by', pool.name);
  response.setHeader('content-type', 'application/json');
  response.setHeader('x-backend-version', '4.2.0');
  let stored: string;
  try {
    stored = await readFile(join(pool.store, `${service}.json`), 'utf8');
  } catch {
    response.writeHead(500);
    response.end(JSON.stringify({ error: `${service}: the store cannot be read` }));
    return;
  }
  const path = (request.url ?? '/').split('?')[0];
  const login = service === 'identity' && path === '/v1/identity/login';
  response.writeHead(request.method === 'POST' && service === 'orders' ? 201 : 200);
  response.end(
    JSON.stringify({
      service,
      method: request.method,
      path,
      received: body.length,
      data: JSON.parse(stored) as unknown,
      ...(login ? { token: token(pool.secret) } : {}),
    }),
  );
}

/** One node of a service. Connections are kept longer than any gateway keeps them. */
export const httpService = (service: string, pool: Pool): Server =>
  createServer({ keepAliveTimeout: 600_000 }, (request, response) => {
    answer(service, pool, request, response).catch(() => response.destroy());
  });
