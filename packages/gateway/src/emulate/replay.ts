/**
 * A request's body on its way to a node, kept so that another node can be given it again (nginx buffers bodies and may resend
 * those of idempotent methods). What is larger than the limit streams through and is not sent twice.
 */
import type { Readable } from 'node:stream';

const limit = 1024 * 1024;

export interface Replay {
  /** Sends the body from its beginning. */
  send(to: NodeJS.WritableStream & { destroyed?: boolean }): void;
  /** Whether it could be sent once more. */
  repeatable(): boolean;
}

export function replayable(body: Readable): Replay {
  const kept: Buffer[] = [];
  let size = 0;
  let ended = false;
  let target: (NodeJS.WritableStream & { destroyed?: boolean }) | undefined;
  let begun = false;
  const listen = () => {
    begun = true;
    // An empty body may have ended while the connection was made.
    if (body.readableEnded) {
      ended = true;
      target?.end();
      return;
    }
    body.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size <= limit) kept.push(chunk);
      else kept.length = 0;
      const to = target;
      if (to === undefined || to.destroyed === true) return;
      if (!to.write(chunk)) {
        body.pause();
        to.once('drain', () => body.resume());
        to.once('close', () => body.resume());
      }
    });
    body.on('end', () => {
      ended = true;
      target?.end();
    });
  };
  return {
    send(to) {
      target = to;
      for (const chunk of kept) to.write(chunk);
      if (ended) to.end();
      else if (!begun) listen();
    },
    repeatable: () => size <= limit,
  };
}
