/** Nodes that speak HTTP/2: the body is echoed, status and message of gRPC stand in the trailers. */
import type { Http2SecureServer, Http2Server, IncomingHttpHeaders, ServerHttp2Stream } from 'node:http2';
import type { NodeBehaviour } from '../vector.ts';
import type { Observe } from './backends.ts';
import type { Seen } from './behaviour.ts';

export function serveHttp2(
  server: Http2Server | Http2SecureServer,
  observe: Observe,
  behaviourOf: (node: string) => NodeBehaviour | undefined,
): void {
  server.on('stream', (stream: ServerHttp2Stream, headers: IncomingHttpHeaders) => {
    const chunks: Buffer[] = [];
    stream.on('data', (chunk: Buffer) => chunks.push(chunk));
    stream.on('error', () => stream.close());
    stream.on('end', () => {
      const socket = stream.session?.socket;
      const node = `${socket?.localAddress?.replace(/^::ffff:/, '')}:${socket?.localPort}`;
      const body = Buffer.concat(chunks);
      observe(seenOf(node, headers, body));
      const behaviour = behaviourOf(node);
      stream.respond({ ':status': 200, 'content-type': 'application/grpc' }, { waitForTrailers: true });
      stream.on('wantTrailers', () =>
        stream.sendTrailers({
          'grpc-status': String(behaviour?.grpc_status ?? 0),
          ...(behaviour?.grpc_message === undefined ? {} : { 'grpc-message': behaviour.grpc_message }),
        }),
      );
      stream.end(body);
    });
  });
}

function seenOf(node: string, headers: IncomingHttpHeaders, body: Buffer): Seen {
  const text = (value: string | readonly string[] | undefined): string =>
    typeof value === 'string' ? value : (value?.join(', ') ?? '');
  return {
    node,
    method: text(headers[':method']),
    target: text(headers[':path']),
    host: text(headers[':authority'] ?? headers.host),
    headers: Object.entries(headers)
      .filter(([name]) => !name.startsWith(':') && name !== 'host')
      .map(([name, value]) => [name, text(value)] as const),
    body: body.toString('utf8'),
    http: 2,
  };
}
