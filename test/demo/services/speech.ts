/** The gRPC service of the devices: `Recognize` echoes message by message as they come, `Synthesize` answers once. */
import { createServer, type Http2Server } from 'node:http2';
import type { Pool } from './http.ts';

export function speechService(pool: Pool): Http2Server {
  const server = createServer();
  server.on('stream', (stream, headers) => {
    stream.on('error', () => stream.destroy());
    const tagged = headers['x-load-id'] === undefined ? {} : { 'x-served-by': pool.name };
    stream.respond({ ':status': 200, 'content-type': 'application/grpc', ...tagged }, { waitForTrailers: true });
    stream.on('wantTrailers', () => stream.sendTrailers({ 'grpc-status': '0' }));
    // The messages are not taken apart: what comes goes back as it is framed.
    stream.pipe(stream);
  });
  return server;
}
