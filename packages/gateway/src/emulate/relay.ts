/** Moves bytes: an answer's body to the client, and both directions of a connection that changed its protocol. */
import type { Duplex, Readable } from 'node:stream';
import { finished } from 'node:stream/promises';
import type { Client } from './client/client.ts';
import type { Pair } from './headers.ts';
import type { Outcome } from './upstream/outcome.ts';

type Answered = Extract<Outcome, { kind: 'answered' }>;
type Switched = Extract<Outcome, { kind: 'switched' }>;

/** All of a body; undefined when it broke off. */
export async function whole(body: Readable): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  body.on('data', (chunk: Buffer) => chunks.push(chunk));
  body.resume();
  try {
    await finished(body, { writable: false });
    return Buffer.concat(chunks);
  } catch {
    return undefined;
  }
}

/** Streams the node's body to the client. A body that breaks off breaks off at the client too. */
export function relay(client: Client, status: number, headers: readonly Pair[], outcome: Answered): Promise<void> {
  return new Promise((resolve) => {
    const to = client.respond(status, headers, () => outcome.trailers());
    const done = () => {
      client.gone.removeEventListener('abort', leave);
      resolve();
    };
    const leave = () => {
      outcome.abandon();
      done();
    };
    if (client.gone.aborted) {
      leave();
      return;
    }
    client.gone.addEventListener('abort', leave, { once: true });
    to.on('finish', done);
    outcome.body.on('close', () => {
      // An empty body may have ended before anybody listened.
      if (outcome.body.readableEnded) return;
      client.cut();
      done();
    });
    outcome.body.on('error', () => undefined);
    outcome.body.pipe(to);
  });
}

/** Joins client and node until one of them ends, or nothing moves for `idle` seconds (nginx: proxy_read_timeout). */
export function tunnel(client: Client, outcome: Switched, idle: number): Promise<void> {
  const headers: Pair[] = [
    ...outcome.headers.filter(([name]) => !['date', 'server'].includes(name.toLowerCase())),
    ['Server', 'APISIX/3.18.0'],
  ];
  const { socket, head } = client.takeOver(headers);
  const node: Duplex = outcome.socket;
  return new Promise((resolve) => {
    const end = () => {
      socket.destroy();
      node.destroy();
      resolve();
    };
    const timer = setTimeout(end, idle * 1000);
    for (const side of [socket, node]) {
      side.on('error', end);
      side.on('close', () => {
        clearTimeout(timer);
        end();
      });
      side.on('data', () => timer.refresh());
    }
    if (head.length > 0) node.write(head);
    if (outcome.head.length > 0) socket.write(outcome.head);
    socket.pipe(node);
    node.pipe(socket);
  });
}
