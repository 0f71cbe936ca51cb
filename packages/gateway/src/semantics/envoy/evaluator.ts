import type { GatewayRequest } from '@banyan/core/condition/request.ts';
import type { Answer, TraceStep } from '../answer.ts';
import type { Callee } from '../call.ts';
import type { Evaluator, Moment } from '../evaluator.ts';
import { answered, sentOn } from './answer.ts';
import { isData, tableOrEmpty } from './data.ts';
import type { Connection } from './listener/chain-match.ts';
import { type Listener, listenerFor, readListeners, refusesFragments } from './listener/listeners.ts';
import type { LuaMachine } from './lua/machine.ts';
import { Stream, type Surroundings } from './stream.ts';
import { readClusters } from './upstream/clusters.ts';

/** What is known beside the configuration. */
export interface EnvoyOptions {
  /** Turns an RFC 6901 pointer of the configuration into file:line:column, for the trace. */
  readonly place?: ((pointer: string) => string | undefined) | undefined;
  /** Collects the decisions of every request; costs time. */
  readonly trace?: boolean | undefined;
  /** From 0 (included) to 1 (excluded); 0.5 always, unless given. */
  readonly random?: (() => number) | undefined;
  /** Runs the scripts of the configuration (`luaMachine`); without it they are not covered. */
  readonly lua?: LuaMachine | undefined;
  /** What servers answer that Envoy asks while it decides; without it such filters are not covered. */
  readonly call?: Callee | undefined;
  /** The address of the machine, which Envoy tells in the place of a peer at 127.0.0.1 (`x-forwarded-for`). */
  readonly address?: string | undefined;
  /** The answers are served over sockets: they carry `serving`, and nodes are asked by whoever serves them. */
  readonly serve?: boolean | undefined;
}

/**
 * Answers requests as Envoy would with this bootstrap (plain data of its YAML or JSON). A route is named by its `name`;
 * where Banyan wrote the configuration, by the route of the source that its metadata names.
 */
export function createEnvoyEvaluator(bootstrap: unknown, options: EnvoyOptions = {}): Evaluator {
  const root = isData(bootstrap) ? bootstrap : {};
  const resources = tableOrEmpty(root, 'static_resources');
  const clusters = readClusters(resources, '/static_resources');
  const listeners = readListeners(resources, '/static_resources', {
    refusesFragments: refusesFragments(root),
    clusters,
    lua: options.lua,
    address: options.address,
  });
  const surroundings: Surroundings = { random: options.random ?? (() => 0.5), call: options.call, clusters };
  const placed = (trace: readonly TraceStep[]): readonly TraceStep[] =>
    options.place === undefined ? trace : trace.map((step) => withPlace(step, options.place));

  return {
    answer(request: GatewayRequest, { now }: Moment): Answer {
      const trace: TraceStep[] | undefined = options.trace === true ? [] : undefined;
      const listener = listenerFor(listeners, request);
      if (listener === undefined) return refusedConnection(trace, 'no listener at that port');
      const connection = connectionOf(request, listener);
      const chain = listener.chainOf(connection);
      if (chain?.manager === undefined) return refusedConnection(trace, 'no filter chain fits', listener.at);
      if ((chain.tls !== undefined) !== connection.tls || chain.tls?.accepts(request.client_certificate) === false)
        return refusedConnection(trace, 'the TLS handshake fails', chain.at);
      trace?.push({ step: 'listener', detail: listener.name, place: listener.at });
      const { localAddress, port: localPort, tls: secure } = connection;
      const stream = new Stream(request, { now, localAddress, localPort, secure, trace }, surroundings);
      const managed = chain.manager(stream);
      const answer =
        managed.kind === 'answer' ? answered(stream, managed.reply) : sentOn(stream, managed, options.serve === true);
      return options.place === undefined ? answer : { ...answer, trace: placed(answer.trace) };
    },
  };
}

function connectionOf(request: GatewayRequest, { address, port, inspects }: Listener): Connection {
  const tls = request.scheme === 'https';
  return {
    localAddress: /^(?:0\.0\.0\.0|::)$/.test(address) ? '127.0.0.1' : address,
    port,
    peer: request.client_ip ?? '127.0.0.1',
    peerPort: request.client_port ?? 0,
    serverName: tls && inspects ? (request.sni ?? '').toLowerCase() : '',
    tls,
    protocols: tls && inspects ? [request.http_version === '2' ? 'h2' : 'http/1.1'] : [],
  };
}

/** Nothing comes back at all. */
const refusedConnection = (trace: readonly TraceStep[] | undefined, detail: string, place?: string): Answer => ({
  status: 0,
  route: null,
  trace: trace === undefined ? [] : [...trace, { step: 'listener', detail, ...(place === undefined ? {} : { place }) }],
});

function withPlace(step: TraceStep, place: EnvoyOptions['place']): TraceStep {
  const found = step.place === undefined ? undefined : place?.(step.place);
  return found === undefined ? step : { ...step, place: found };
}
