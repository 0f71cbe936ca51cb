/** Asks a gateway one request over a connection of its own. */
import { request as httpRequest } from 'node:http';
import type { GatewayRequest } from '@banyan/core/condition/request.ts';
import { type Finding, finding } from '@banyan/core/finding/finding.ts';
import { err, ok, type Result } from '@banyan/core/result.ts';
import type { Seen } from '../world.ts';

/** Milliseconds until an answer must be complete. */
const limit = 10_000;
const mostBody = 1_000_000;

/** What no two answers share, and what the connection rather than the answer needs. */
const byNature = new Set([
  'date',
  'server',
  'via',
  'connection',
  'keep-alive',
  'transfer-encoding',
  'content-length',
  'x-request-id',
  'traceparent',
  'age',
]);

export function ask(address: string, wanted: GatewayRequest, signal: AbortSignal): Promise<Result<Seen, Finding>> {
  const at = address.lastIndexOf(':');
  const host = address
    .slice(0, at)
    .replace(/^\[|\]$/g, '')
    .replace(/^0\.0\.0\.0$/, '127.0.0.1');
  return new Promise((resolve) => {
    const fail = (reason: string): void => resolve(err(finding('MIG015', { side: address, reason })));
    const headers = { ...wanted.headers, ...(wanted.host === null ? {} : { host: wanted.host }) };
    const sent = httpRequest(
      {
        host,
        port: Number(address.slice(at + 1)),
        method: wanted.method,
        path: wanted.path,
        // Lists are only read by node:http.
        headers: headers as Record<string, string | string[]>,
        agent: false,
        signal: AbortSignal.any([signal, AbortSignal.timeout(limit)]),
      },
      (answer) => {
        const chunks: Buffer[] = [];
        let size = 0;
        answer.on('data', (chunk: Buffer) => {
          size += chunk.length;
          if (size <= mostBody) chunks.push(chunk);
        });
        answer.on('error', (error) => fail(error.message));
        answer.on('end', () => {
          const headers: Record<string, string> = {};
          for (const [name, value] of Object.entries(answer.headers)) {
            if (!byNature.has(name)) headers[name] = Array.isArray(value) ? value.join('\n') : (value ?? '');
          }
          resolve(
            ok({
              status: answer.statusCode ?? 0,
              headers,
              body: Buffer.concat(chunks).toString('latin1'),
            }),
          );
        });
      },
    );
    sent.on('error', (error) => fail('code' in error ? String(error.code) : error.message));
    sent.end(wanted.body);
  });
}
