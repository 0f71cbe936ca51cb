/** Nodes that record what arrives, and answer as evaluators take nodes to answer. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import {
  createServer as createHttp2,
  type Http2Server,
  type Http2ServerRequest,
  type Http2ServerResponse,
} from 'node:http2';

/** What a node received. */
export interface Arrived {
  readonly node: string;
  readonly method: string;
  readonly target: string;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: string;
}

type Request = IncomingMessage | Http2ServerRequest;
type Response = ServerResponse | Http2ServerResponse;

/** A node that speaks HTTP/1.1. */
export const recording = (arrived: Arrived[]): Server =>
  createServer((request, response) => answer(arrived, request, response));

/** A node that speaks HTTP/2 in the clear, and nothing else. */
export const recordingHttp2 = (arrived: Arrived[]): Http2Server =>
  createHttp2((request, response) => answer(arrived, request, response));

function answer(arrived: Arrived[], request: Request, response: Response): void {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    const pairs = Array.from({ length: request.rawHeaders.length >> 1 }, (_, at) => {
      const [name = '', value = ''] = request.rawHeaders.slice(2 * at, 2 * at + 2);
      return [name.toLowerCase(), value] as const;
    });
    const { method = '', url: target = '' } = request;
    const { localAddress = '', localPort = 0 } = request.socket;
    const authority = pairs.find(([name]) => name === ':authority')?.[1];
    arrived.push({
      node: `${localAddress}:${localPort}`,
      method,
      target,
      headers: [
        ...(authority === undefined ? [] : [['host', authority] as const]),
        ...pairs.filter(([name]) => !name.startsWith(':')),
      ],
      body: Buffer.concat(chunks).toString(),
    });
    response.setHeader('content-type', 'application/json');
    response.end('{"ok":1}');
  });
}
