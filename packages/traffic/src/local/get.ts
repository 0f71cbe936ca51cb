import { type RequestOptions, request } from 'node:http';
import { err, ok, type Result } from '@banyan/core/result.ts';
import { reasonOf } from './atomic.ts';

/** GET over HTTP on a connection of its own; anything but a whole answer with status 200 within 5 s is an error with its reason. */
export function getText(from: RequestOptions | string, signal: AbortSignal): Promise<Result<string, string>> {
  return new Promise((resolve) => {
    const fail = (error: unknown): void => resolve(err(reasonOf(error)));
    const options = { agent: false, signal: AbortSignal.any([signal, AbortSignal.timeout(5000)]) };
    const asked = typeof from === 'string' ? request(from, options) : request({ ...from, ...options });
    asked.on('response', (answer) => {
      const chunks: Buffer[] = [];
      answer.on('data', (chunk: Buffer) => chunks.push(chunk));
      answer.on('error', fail);
      answer.on('end', () => {
        if (answer.statusCode === 200) resolve(ok(Buffer.concat(chunks).toString('utf8')));
        else fail(`status ${answer.statusCode ?? 0}`);
      });
    });
    asked.on('error', fail);
    asked.end();
  });
}
