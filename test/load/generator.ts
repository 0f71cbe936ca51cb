/**
 * Open-loop load: requests fall due at a fixed rate whether or not earlier ones were answered, so a slow gateway cannot slow
 * its own measurement. Bounded: beyond `atOnce` requests under way a due one is not sent but recorded as failed. Speaks only to
 * loopback addresses.
 */
import { Agent, request } from 'node:http';
import { isIPv4 } from 'node:net';
import { type Ask, createTurn } from './mix.ts';
import type { Sample } from './sample.ts';

export interface LoadOptions {
  readonly address: string;
  readonly port: number;
  /** Requests a second. */
  readonly rate: number;
  readonly mix: readonly Ask[];
  /** Requests under way at most. */
  readonly atOnce: number;
  /** Milliseconds until a request without an answer counts as failed. */
  readonly timeout: number;
  /** Called for each request that came to its end. */
  readonly onSample: (sample: Sample) => void;
}

export interface Load {
  /** Changes the rate from now on; 0 pauses. */
  rate(perSecond: number): void;
  /** Requests that fell due so far. */
  sent(): number;
  underWay(): number;
  /** Sends nothing more and waits for what is under way. */
  stop(): Promise<void>;
}

const millisecond = (): number => performance.timeOrigin + performance.now();

export function startLoad(options: LoadOptions): Load {
  if (!isIPv4(options.address) || !options.address.startsWith('127.')) throw new Error('load goes to loopback only');
  const agent = new Agent({ keepAlive: true, maxSockets: options.atOnce, scheduling: 'lifo' });
  const turn = createTurn(options.mix);
  let perSecond = options.rate;
  let next = millisecond();
  let count = 0;
  let underWay = 0;
  let ended: (() => void) | undefined;

  const send = (ask: Ask, start: number, id: number) => {
    underWay += 1;
    let done = false;
    const finish = (status: number, side: string, error: string | undefined) => {
      if (done) return;
      done = true;
      underWay -= 1;
      const good = error === undefined && ask.expect.includes(status);
      options.onSample({ name: ask.name, start, end: millisecond(), status, side, error, good });
      if (underWay === 0) ended?.();
    };
    const outgoing = request({
      host: options.address,
      port: options.port,
      agent,
      method: ask.method,
      path: ask.path,
      timeout: options.timeout,
      headers: {
        host: ask.host,
        'x-load-id': String(id),
        ...ask.headers,
        ...(ask.body === undefined ? {} : { 'content-length': Buffer.byteLength(ask.body) }),
      },
    });
    const deadline = setTimeout(() => outgoing.destroy(new Error('no answer in time')), options.timeout);
    outgoing.on('response', (response) => {
      const side = response.headers['x-served-by'];
      response.resume();
      response.on('end', () => {
        clearTimeout(deadline);
        finish(response.statusCode ?? 0, typeof side === 'string' ? side : '', undefined);
      });
      response.on('close', () => {
        clearTimeout(deadline);
        finish(0, '', 'the answer broke off');
      });
    });
    outgoing.on('error', (error: NodeJS.ErrnoException) => {
      clearTimeout(deadline);
      finish(0, '', error.code ?? error.message);
    });
    outgoing.end(ask.body);
  };

  const tick = () => {
    const now = millisecond();
    if (perSecond <= 0) return;
    const pace = 1000 / perSecond;
    while (next <= now) {
      const ask = turn();
      count += 1;
      if (underWay >= options.atOnce) {
        const error = 'not sent: too many under way';
        options.onSample({ name: ask.name, start: next, end: now, status: 0, side: '', error, good: false });
      } else send(ask, next, count);
      next += pace;
    }
  };
  const timer = setInterval(tick, 2);

  return {
    rate(value) {
      next = millisecond() + (value > 0 ? 1000 / value : 0);
      perSecond = value;
    },
    sent: () => count,
    underWay: () => underWay,
    async stop() {
      clearInterval(timer);
      if (underWay > 0) {
        await new Promise<void>((resolve) => {
          ended = resolve;
        });
      }
      agent.destroy();
    },
  };
}
