/** A short HTTP request to a part of the lab. */
import { type IncomingHttpHeaders, request } from 'node:http';

export interface Reply {
  /** 0 when nobody answered. */
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** GET from 127.0.0.1. */
export function get(port: number, path: string): Promise<Reply> {
  return new Promise((resolve) => {
    const asked = request({ host: '127.0.0.1', port, path }, (answer) => {
      const chunks: Buffer[] = [];
      answer.on('data', (chunk: Buffer) => chunks.push(chunk));
      const { statusCode: status = 0, headers } = answer;
      answer.on('end', () => resolve({ status, headers, body: Buffer.concat(chunks).toString('utf8') }));
      answer.on('error', () => resolve(none));
    });
    asked.on('error', () => resolve(none));
    asked.end();
  });
}

const none: Reply = { status: 0, headers: {}, body: '' };
