/** Sends one request to a running gateway, byte for byte as the witness has it, and notes what comes back. */
import { request as plain } from 'node:http';
import { request as secure } from 'node:https';
import type { GatewayRequest } from '@banyan/core/condition/request.ts';
import { reasonOf } from '@banyan/core/files/reason.ts';
import { err, ok, type Result } from '@banyan/core/result.ts';
import { notedHeaders } from '../../semantics/compare/headers.ts';
import type { SeenAnswer } from '../../semantics/compare/seen.ts';

/** Beyond this nothing is compared. */
const mostBytes = 1_000_000;
const patience = 10_000;

/** The reason in the system's own word when there was no answer at all. */
export function send(request: GatewayRequest, to: URL, signal: AbortSignal): Promise<Result<SeenAnswer, string>> {
  const { method, path, host, headers, body } = request;
  const open = to.protocol === 'https:' ? secure : plain;
  return new Promise((done) => {
    const asked = open(
      {
        method,
        path,
        hostname: to.hostname.replace(/^\[|\]$/g, ''),
        port: to.port === '' ? undefined : Number(to.port),
        headers: {
          ...Object.fromEntries(
            Object.entries(headers).map(([name, value]) => [name, typeof value === 'string' ? value : [...value]]),
          ),
          ...(host === null ? {} : { host }),
          ...(body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) }),
        },
        setHost: false,
        agent: false,
        timeout: patience,
        signal,
        // The name is the witness's, the address the user's.
        ...(to.protocol === 'https:'
          ? { servername: (host ?? '').replace(/:\d+$/, ''), rejectUnauthorized: false }
          : {}),
      },
      (response) => {
        const chunks: Buffer[] = [];
        let size = 0;
        response.on('data', (chunk: Buffer) => {
          size += chunk.length;
          if (size <= mostBytes) chunks.push(chunk);
        });
        response.on('error', (error) => done(err(reasonOf(error))));
        response.on('end', () => {
          const pairs = response.rawHeaders.flatMap((name, at) =>
            at % 2 === 0 ? [[name, response.rawHeaders[at + 1] ?? ''] as const] : [],
          );
          done(
            ok({
              status: response.statusCode ?? 0,
              headers: notedHeaders(pairs),
              body: Buffer.concat(chunks).toString('utf8'),
            }),
          );
        });
      },
    );
    asked.on('upgrade', (_response, socket) => {
      socket.destroy();
      done(ok({ status: 101 }));
    });
    asked.on('timeout', () => asked.destroy(new Error('ETIMEDOUT')));
    asked.on('error', (error) => done(err(reasonOf(error))));
    asked.end(body);
  });
}
