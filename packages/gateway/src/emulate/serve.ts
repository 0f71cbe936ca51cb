/** Opens the listeners of a gateway and serves them until it is stopped. */
import { hostname } from 'node:os';
import type { Finding } from '@banyan/core/finding/finding.ts';
import { finding } from '@banyan/core/finding/finding.ts';
import type { Result } from '@banyan/core/result.ts';
import { err, ok } from '@banyan/core/result.ts';
import type { Answerer } from './answerer.ts';
import type { Gateway } from './exchange.ts';
import { createFront, type Front } from './front.ts';
import { type Certificate, type Listening, listen } from './listener.ts';
import { exposition } from './metrics/exposition.ts';
import { createRegistry } from './metrics/registry.ts';
import { type Exporter, serveMetrics } from './metrics/server.ts';
import { createHttp1 } from './upstream/http1.ts';
import { createHttp2 } from './upstream/http2.ts';
import { createPickers } from './upstream/picker.ts';

export interface ListenAt {
  readonly address: string;
  /** 0 lets the system choose. */
  readonly port: number;
}

export interface ServeOptions {
  /** Each speaks HTTP/1.x, WebSocket and HTTP/2 without TLS. */
  readonly plain: readonly ListenAt[];
  readonly tls: readonly ListenAt[];
  readonly certificates: readonly Certificate[];
  readonly metrics: ListenAt & { readonly path: string };
  readonly decide: Answerer;
  readonly readsBodies: boolean;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** Milliseconds that open exchanges and streams get at a stop. */
  readonly drain: number;
  /** Defects of the program. */
  readonly onDefect: (error: unknown) => void;
}

export interface Address {
  readonly address: string;
  readonly port: number;
}

export interface Serving {
  readonly plain: readonly Address[];
  readonly tls: readonly Address[];
  readonly metrics: Address;
  /** Stops listening, lets open exchanges end, cuts what is left after the drain time. */
  stop(): Promise<void>;
}

/** Waits until nothing is open or the time is over. */
async function drained(listening: readonly Listening[], fronts: readonly Front[], limit: number): Promise<void> {
  const until = performance.now() + limit;
  while (listening.some((one) => one.open() > 0) && performance.now() < until) {
    for (const front of fronts) front.drain();
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

export async function serve(options: ServeOptions): Promise<Result<Serving, Finding>> {
  let draining = false;
  let requests = 0;
  const registry = createRegistry();
  const transports = { pickers: createPickers(), http1: createHttp1(), http2: createHttp2() };
  const gateway: Gateway = { ...transports, registry, now: options.now };
  const listening: Listening[] = [];
  const fronts = new Map<Listening, Front>();
  let exporter: Exporter | undefined;

  const closeAll = () => {
    for (const one of listening) one.close();
    exporter?.close();
    transports.http1.close();
    transports.http2.close();
  };
  const front = (at: Listening, tls: boolean): Front => {
    const known = fronts.get(at);
    if (known !== undefined) return known;
    const made = createFront({
      arrival: { port: at.port, tls, draining: () => draining },
      gateway,
      decide: options.decide,
      readsBodies: options.readsBodies,
      onRequest: () => {
        requests += 1;
      },
      onDefect: options.onDefect,
    });
    fronts.set(at, made);
    return made;
  };
  const open = async (at: ListenAt, tls: boolean): Promise<Result<Listening, Finding>> => {
    const opened = await listen(at, tls ? options.certificates : undefined, (socket, on) =>
      front(on, tls).accept(socket),
    );
    if (!opened.ok) return err(finding('EMU001', { address: at.address, port: at.port, reason: opened.error }));
    listening.push(opened.value);
    return opened;
  };
  const lists = { plain: [] as Listening[], tls: [] as Listening[] };
  for (const kind of ['plain', 'tls'] as const) {
    for (const at of options[kind]) {
      const opened = await open(at, kind === 'tls');
      if (!opened.ok) {
        closeAll();
        return opened;
      }
      lists[kind].push(opened.value);
    }
  }
  const text = () =>
    exposition(registry, {
      active: listening.reduce((sum, one) => sum + one.open(), 0),
      accepted: listening.reduce((sum, one) => sum + one.accepted(), 0),
      requests,
      hostname: hostname(),
    });
  const metrics = await serveMetrics(options.metrics, text);
  if (!metrics.ok) {
    closeAll();
    const { address, port } = options.metrics;
    return err(finding('EMU001', { address, port, reason: metrics.error }));
  }
  exporter = metrics.value;
  const addressOf = ({ address, port }: Listening): Address => ({ address, port });
  return ok({
    plain: lists.plain.map(addressOf),
    tls: lists.tls.map(addressOf),
    metrics: { address: options.metrics.address, port: metrics.value.port },
    async stop() {
      draining = true;
      for (const one of listening) one.close();
      await drained(listening, [...fronts.values()], options.drain);
      for (const one of fronts.values()) one.cut();
      for (const one of listening) one.cut();
      closeAll();
    },
  });
}
