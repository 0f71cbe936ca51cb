/** `host:port` and the ports that were chosen once. */
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { replaceFile } from '@banyan/traffic/local/atomic.ts';

export interface Address {
  readonly address: string;
  readonly port: number;
}

/** The schema has accepted the text, so it is one. */
export function parseListen(text: string): Address {
  const at = text.lastIndexOf(':');
  return { address: text.slice(0, at).replace(/^\[|\]$/g, ''), port: Number(text.slice(at + 1)) };
}

/** A free port of loopback, the same at every later call: it is kept in the file. */
export async function keptPort(file: string): Promise<number> {
  const known = Number(await readFile(file, 'utf8').catch(() => ''));
  if (known > 0) return known;
  const port = await freePort();
  await replaceFile(file, `${port}\n`);
  return port;
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer();
    server.listen({ port: 0, host: '127.0.0.1' }, () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}
