/** A short HTTP request to a part of the lab. */
import { request } from 'node:http';

export interface Reply {
  /** 0 when nobody answered. */
  readonly status: number;
  readonly body: string;
}

/** GET from 127.0.0.1. */
export function get(port: number, path: string): Promise<Reply> {
  return new Promise((resolve) => {
    const asked = request({ host: '127.0.0.1', port, path }, (answer) => {
      const chunks: Buffer[] = [];
      answer.on('data', (chunk: Buffer) => chunks.push(chunk));
      answer.on('end', () => resolve({ status: answer.statusCode ?? 0, body: Buffer.concat(chunks).toString('utf8') }));
      answer.on('error', () => resolve({ status: 0, body: '' }));
    });
    asked.on('error', () => resolve({ status: 0, body: '' }));
    asked.end();
  });
}
