/** Servers at every address of this namespace that record what arrives and answer as a witness says. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { ProofDifference } from '@banyan/gateway/prove/proof.ts';

export interface Arrived {
  readonly node: string;
  readonly method: string;
  readonly target: string;
  readonly headers: readonly string[];
  readonly body: string;
}

export type Behaviour = ProofDifference['witness']['nodes'];

export class Nodes {
  readonly #servers = new Map<number, Server>();
  readonly #ports: readonly number[];
  #arrived: Arrived[] = [];
  behaviour: Behaviour;

  private constructor(ports: readonly number[]) {
    this.#ports = ports;
  }

  static async open(ports: readonly number[]): Promise<Nodes> {
    const nodes = new Nodes(ports);
    await nodes.#listen();
    return nodes;
  }

  async #listen(): Promise<void> {
    for (const port of this.#ports) {
      const server = createServer((request, response) => this.#answer(request, response));
      this.#servers.set(port, server);
      await new Promise<void>((done) => server.listen(port, '0.0.0.0', done));
    }
  }

  /** Refuses connections until `up`. */
  async down(): Promise<void> {
    for (const server of this.#servers.values()) {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    }
    this.#servers.clear();
  }

  async up(): Promise<void> {
    if (this.#servers.size === 0) await this.#listen();
  }

  take(): readonly Arrived[] {
    const taken = this.#arrived;
    this.#arrived = [];
    return taken;
  }

  #answer(request: IncomingMessage, response: ServerResponse): void {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { method = '', url: target = '', rawHeaders: headers, socket } = request;
      const node = `${socket.localAddress}:${socket.localPort}`;
      this.#arrived.push({ node, method, target, headers, body: Buffer.concat(chunks).toString() });
      const {
        status = 200,
        headers: said = { 'content-type': 'application/json' },
        body = '{"ok":1}',
      } = this.behaviour ?? {};
      if (this.behaviour?.failed !== 'timeout') response.writeHead(status, said).end(body);
    });
  }
}
