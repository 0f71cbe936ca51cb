/** The exporter's own listener: GET on its path answers the metrics, everything else 404 (apisix: export_uri, export_addr). */
import { createServer } from 'node:http';
import type { Result } from '@banyan/core/result.ts';
import { err, ok } from '@banyan/core/result.ts';

export interface Exporter {
  readonly port: number;
  close(): void;
}

export function serveMetrics(
  at: { readonly address: string; readonly port: number; readonly path: string },
  text: () => string,
): Promise<Result<Exporter, string>> {
  return new Promise((resolve) => {
    const server = createServer((request, response) => {
      const wanted = request.method === 'GET' && request.url?.split('?')[0] === at.path;
      response.writeHead(wanted ? 200 : 404, { 'Content-Type': 'text/plain; charset=utf-8' });
      response.end(wanted ? text() : '');
    });
    server.once('error', (error: NodeJS.ErrnoException) => resolve(err(error.code ?? error.message)));
    server.listen(at.port, at.address, () => {
      const bound = server.address();
      const port = typeof bound === 'object' && bound !== null ? bound.port : at.port;
      resolve(
        ok({
          port,
          close: () => {
            server.close();
            server.closeAllConnections();
          },
        }),
      );
    });
  });
}
