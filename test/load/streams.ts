/** Long-lived streams beside the requests: WebSocket messages and gRPC calls, measured message by message. */
import { connect } from 'node:http2';
import { WebSocket } from 'ws';
import type { Sample } from './sample.ts';

export interface StreamsOptions {
  readonly address: string;
  readonly port: number;
  readonly host: string;
  /** WebSocket connections kept open. */
  readonly sockets: number;
  /** Milliseconds between two messages of one connection. */
  readonly every: number;
  readonly onSample: (sample: Sample) => void;
}

export interface Streams {
  /** Connections that ended although nobody here ended them; they are opened again. */
  lost(): number;
  stop(): void;
}

const now = (): number => performance.timeOrigin + performance.now();

/** Keeps voice streams open; each message must come back. A stream that is cut by a switch is opened anew, as clients do. */
export function startVoice(options: StreamsOptions): Streams {
  let lost = 0;
  let stopped = false;
  const open = new Set<WebSocket>();
  const timers = new Set<NodeJS.Timeout>();
  const begin = () => {
    if (stopped) return;
    const url = `ws://${options.address}:${options.port}/v1/voice/stream`;
    const socket = new WebSocket(url, { headers: { host: options.host } });
    open.add(socket);
    let side = '';
    let sent: number | undefined;
    const timer = setInterval(() => {
      if (socket.readyState !== WebSocket.OPEN || sent !== undefined || side === '') return;
      sent = now();
      socket.send(Buffer.alloc(160));
    }, options.every);
    timers.add(timer);
    socket.on('message', (data, binary) => {
      if (!binary) {
        const hello = JSON.parse((Buffer.isBuffer(data) ? data : Buffer.alloc(0)).toString('utf8')) as {
          readonly pool?: unknown;
        };
        side = typeof hello.pool === 'string' ? hello.pool : '';
        return;
      }
      if (sent === undefined) return;
      options.onSample({
        name: 'voice-stream',
        start: sent,
        end: now(),
        status: 101,
        side,
        error: undefined,
        good: true,
      });
      sent = undefined;
    });
    socket.on('error', () => undefined);
    socket.on('close', () => {
      clearInterval(timer);
      timers.delete(timer);
      open.delete(socket);
      if (stopped) return;
      lost += 1;
      const again = setTimeout(begin, 200);
      timers.add(again);
    });
  };
  for (let at = 0; at < options.sockets; at += 1) begin();
  return {
    lost: () => lost,
    stop() {
      stopped = true;
      for (const timer of timers) clearTimeout(timer);
      for (const socket of open) socket.terminate();
    },
  };
}

/** One gRPC message: not compressed, length, bytes. */
function framed(message: Buffer): Buffer {
  const head = Buffer.alloc(5);
  head.writeUInt32BE(message.length, 1);
  return Buffer.concat([head, message]);
}

/** One gRPC call on a connection of its own; `status` of the sample is 200 only with grpc-status 0 and the echoed message. */
export function callSpeech(address: string, port: number, timeout: number): Promise<Sample> {
  const start = now();
  return new Promise((resolve) => {
    const session = connect(`http://${address}:${port}`);
    const message = framed(Buffer.from('good morning'));
    let side = '';
    let got = Buffer.alloc(0);
    let grpc: unknown;
    const finish = (error: string | undefined) => {
      clearTimeout(timer);
      session.destroy();
      const good = error === undefined && grpc === '0' && got.equals(message);
      resolve({ name: 'speech', start, end: now(), status: good ? 200 : 0, side, error, good });
    };
    const timer = setTimeout(() => finish('no answer in time'), timeout);
    session.on('error', (error: Error) => finish(error.message));
    const call = session.request({
      ':method': 'POST',
      ':path': '/voice.speech.v1.Speech/Recognize',
      'content-type': 'application/grpc',
      te: 'trailers',
      'x-load-id': '1',
    });
    call.on('response', (headers) => {
      const served = headers['x-served-by'];
      side = typeof served === 'string' ? served : '';
      grpc ??= headers['grpc-status'];
    });
    call.on('trailers', (headers: Record<string, unknown>) => {
      grpc = headers['grpc-status'];
    });
    call.on('data', (chunk: Buffer) => {
      got = Buffer.concat([got, chunk]);
    });
    call.on('error', (error: Error) => finish(error.message));
    call.on('end', () => finish(undefined));
    call.end(message);
  });
}
