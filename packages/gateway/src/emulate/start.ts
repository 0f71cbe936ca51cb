/** `banyan emulate`: an APISIX configuration served over HTTP by the evaluator's decisions, without APISIX. */
import type { Finding } from '@banyan/core/finding/finding.ts';
import { finding } from '@banyan/core/finding/finding.ts';
import type { Result } from '@banyan/core/result.ts';
import { err } from '@banyan/core/result.ts';
import type { Answer } from '../semantics/answer.ts';
import { createEvaluator } from '../semantics/apisix/evaluator.ts';
import type { Answerer } from './answerer.ts';
import { certificatesOf } from './certificates.ts';
import { staticOf } from './listeners.ts';
import { type Address, type ListenAt, serve } from './serve.ts';
import { readSource } from './source.ts';
import type { Environment } from './variables.ts';
import { closed, protects } from './closed.ts';

export interface EmulatorOptions {
  /** apisix.yaml, and config.yaml where it is not the one beside it. */
  readonly files: readonly string[];
  /** For `${{NAME}}` in the files. */
  readonly environment: Environment;
  /** Instead of what config.yaml says; HTTP/1, WebSocket and gRPC (HTTP/2 without TLS) all come in here. */
  readonly listen?: readonly ListenAt[];
  /** Instead of what config.yaml says; empty for none. With `listen` alone it is a free port beside it. */
  readonly listenTls?: readonly ListenAt[];
  /** Instead of what config.yaml says. */
  readonly metrics?: ListenAt;
  /** Milliseconds that open exchanges and streams get at a stop; 10 seconds unless told. */
  readonly drain?: number;
  /** Milliseconds since the epoch. */
  readonly now?: () => number;
  /** Parts that a request met and that are not emulated, each once. */
  readonly onFinding?: (found: Finding) => void;
  /** Defects of the program. */
  readonly onDefect?: (error: unknown) => void;
}

export interface Emulator {
  readonly addresses: {
    /** In the order of `node_listen`. */
    readonly http: readonly Address[];
    readonly https: readonly Address[];
    /** With the exporter's path. */
    readonly metrics: Address & { readonly path: string };
  };
  /** Lets open exchanges end, then cuts what is left. */
  stop(): Promise<void>;
}

/** Says each part that is not emulated once, and closes what a missing protection would open. */
function watching(answer: Answerer, onFinding: (found: Finding) => void): Answerer {
  const said = new Set<string>();
  return (request, now) => {
    const made: Answer = answer(request, now);
    for (const part of made.notCovered ?? []) {
      const key = `${part} ${made.route ?? ''}`;
      if (said.has(key)) continue;
      said.add(key);
      onFinding(finding(protects(part) ? 'EMU007' : 'EMU002', { part, route: made.route ?? '-' }));
    }
    return (made.notCovered ?? []).some(protects) ? closed(made) : made;
  };
}

/** Variables over the request's body: then it is read before the decision. */
const overBody = /"(post_arg|graphql_|request_body)|"(request-validation|hmac-auth|forward-auth|opa|proxy-mirror)":/;

/** A free port at the address of the first listener: two emulators then do not meet at 9443. */
const beside = ([first]: readonly ListenAt[]): ListenAt[] =>
  first === undefined ? [] : [{ address: first.address, port: 0 }];

const definedOf = (environment: Environment): Record<string, string> =>
  Object.fromEntries(Object.entries(environment).filter((entry): entry is [string, string] => entry[1] !== undefined));

/** A file that cannot be read has at least one finding; the first is the one to mend. */
const first = ([found]: readonly Finding[]): Finding => found ?? finding('EMU005', {});

/** Reads the configuration, opens its listeners and serves until stopped. Findings are EMU or DOC. */
export async function startEmulator(options: EmulatorOptions): Promise<Result<Emulator, Finding>> {
  const source = readSource(options.files, options.environment);
  if (!source.ok) return err(first(source.error));
  const settings = staticOf(source.value.settings);
  const certificates = certificatesOf(source.value.config);
  const evaluator = createEvaluator(source.value.config, {
    router: settings.router,
    httpsPort: settings.httpsPort,
    plugins: settings.plugins,
    ...settings.path,
    door: 'file',
    serve: true,
    random: Math.random,
    environment: definedOf(options.environment),
  });
  const served = await serve({
    plain: options.listen ?? settings.plain,
    tls:
      certificates.length === 0
        ? []
        : (options.listenTls ?? (options.listen === undefined ? settings.tls : beside(options.listen))),
    certificates,
    metrics: { path: settings.metrics.path, ...(options.metrics ?? settings.metrics) },
    decide: watching((request, now) => evaluator.answer(request, { now }), options.onFinding ?? (() => undefined)),
    readsBodies: overBody.test(JSON.stringify(source.value.config)),
    now: options.now ?? Date.now,
    drain: options.drain ?? 10_000,
    onDefect: options.onDefect ?? (() => undefined),
  });
  if (!served.ok) return served;
  const { plain, tls, metrics } = served.value;
  return {
    ok: true,
    value: {
      addresses: { http: plain, https: tls, metrics: { ...metrics, path: settings.metrics.path } },
      stop: () => served.value.stop(),
    },
  };
}
