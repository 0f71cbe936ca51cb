import { testGateway, type TestGateway } from './gateway.ts';

/** A gateway that fails as the path says: /half breaks off, /none gives no answer, /500, /slow takes 300 ms; all else is well. */
export const failingGateway = (name: string): Promise<TestGateway> =>
  testGateway(name, (request, response) => {
    if (request.url?.endsWith('/half')) {
      response.writeHead(200, { 'content-length': '100' });
      response.write('abc', () => setImmediate(() => response.destroy()));
    } else if (request.url?.endsWith('/none')) response.destroy();
    else if (request.url?.endsWith('/500')) response.writeHead(500).end('broken');
    else if (request.url?.endsWith('/slow')) setTimeout(() => response.end('late'), 300);
    else response.setHeader('x-side', name).end(name);
  });
