import { connect, type IncomingHttpHeaders } from 'node:http2';

export interface TestCall {
  readonly status?: string;
  /** The header `x-side`, which the test gateways set. */
  readonly side?: string;
  readonly grpcStatus?: string;
}

/** One gRPC call without TLS; resolves when it is over, however it ended. */
export function grpcCall(port: number, path: string): Promise<TestCall> {
  return new Promise((resolve) => {
    let seen: TestCall = {};
    const session = connect(`http://127.0.0.1:${port}`);
    const stream = session.request({
      ':path': path,
      ':method': 'POST',
      'content-type': 'application/grpc',
      te: 'trailers',
    });
    session.on('error', () => resolve(seen));
    stream.on('response', (headers) => {
      seen = { ...seen, status: String(headers[':status']), side: String(headers['x-side']) };
    });
    stream.on('trailers', (trailers: IncomingHttpHeaders) => {
      seen = { ...seen, grpcStatus: String(trailers['grpc-status']) };
    });
    stream.on('error', () => undefined);
    stream.on('close', () => {
      session.close();
      resolve(seen);
    });
    stream.resume();
    stream.end();
  });
}
