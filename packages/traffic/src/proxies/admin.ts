import { request } from 'node:http';
import { type Finding, finding } from '@banyan/core/finding/finding.ts';
import { err, ok, type Result } from '@banyan/core/result.ts';
import { reasonOf } from '../local/atomic.ts';

/** Where an Envoy's admin interface listens; always on loopback. */
export interface AdminAddress {
  readonly host: string;
  readonly port: number;
}

/** `127.0.0.1:1234`, as Envoy writes it into the file of --admin-address-path. */
export function parseAddress(text: string): AdminAddress | undefined {
  const parts = /^\[?([0-9a-f.:]+?)\]?:(\d+)$/i.exec(text.trim());
  return parts?.[1] === undefined ? undefined : { host: parts[1], port: Number(parts[2]) };
}

/** GET on the admin interface; a status other than 200 is a failure. Times out after 5 s. */
export function askAdmin(address: AdminAddress, path: string, signal: AbortSignal): Promise<Result<string, Finding>> {
  return new Promise((resolve) => {
    const where = `${address.host}:${address.port}`;
    const fail = (reason: string): void => resolve(err(finding('TRF006', { address: where, reason })));
    const limit = AbortSignal.any([signal, AbortSignal.timeout(5000)]);
    const asked = request({ ...address, path, agent: false, signal: limit }, (answer) => {
      const chunks: Buffer[] = [];
      answer.on('data', (chunk: Buffer) => chunks.push(chunk));
      answer.on('error', (error) => fail(reasonOf(error)));
      answer.on('end', () => {
        if (answer.statusCode === 200) resolve(ok(Buffer.concat(chunks).toString('utf8')));
        else fail(`status ${answer.statusCode ?? 0}`);
      });
    });
    asked.on('error', (error) => fail(reasonOf(error)));
    asked.end();
  });
}
