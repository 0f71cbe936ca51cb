/** Requests for tests over real connections. */
import { Agent, type OutgoingHttpHeaders, request } from 'node:http';

export interface TestAnswer {
  readonly status: number;
  /** As on the wire. */
  readonly headers: readonly string[];
  readonly body: string;
  /** The header `x-side`, which the test gateways set. */
  readonly side: string | undefined;
}

export interface TestRequest {
  readonly port: number;
  readonly path: string;
  readonly method?: string;
  readonly headers?: OutgoingHttpHeaders;
  readonly body?: string;
  readonly agent?: Agent;
  /** Source address, for tests about the client's address. */
  readonly from?: string;
}

/** Rejects when the connection breaks before the answer is complete. */
export function send(wanted: TestRequest): Promise<TestAnswer> {
  return new Promise((resolve, reject) => {
    const { port, path, method = 'GET', headers = {}, agent } = wanted;
    const source = wanted.from === undefined ? {} : { localAddress: wanted.from };
    const asked = request(
      { host: '127.0.0.1', port, path, method, headers, agent: agent ?? false, ...source },
      (answer) => {
        const chunks: Buffer[] = [];
        answer.on('data', (chunk: Buffer) => chunks.push(chunk));
        answer.on('error', reject);
        answer.on('aborted', () => reject(new Error('the answer was cut')));
        answer.on('end', () => {
          const side = answer.headers['x-side'];
          resolve({
            status: answer.statusCode ?? 0,
            headers: answer.rawHeaders,
            body: Buffer.concat(chunks).toString('latin1'),
            side: typeof side === 'string' ? side : undefined,
          });
        });
      },
    );
    asked.on('error', reject);
    asked.end(wanted.body);
  });
}

export interface Tally {
  old: number;
  new: number;
  failed: number;
}

/** Sends the same request many times over `connections` kept-alive connections and counts who answered. */
export async function sendMany(wanted: TestRequest, count: number, connections = 8): Promise<Tally> {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const tally: Tally = { old: 0, new: 0, failed: 0 };
  let left = count;
  const worker = async (): Promise<void> => {
    while (left-- > 0) {
      const answer = await send({ ...wanted, agent }).catch(() => undefined);
      if (answer?.status === 200 && answer.side === 'old') tally.old += 1;
      else if (answer?.status === 200 && answer.side === 'new') tally.new += 1;
      else tally.failed += 1;
    }
  };
  await Promise.all(Array.from({ length: connections }, worker));
  agent.destroy();
  return tally;
}
