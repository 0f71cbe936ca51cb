/**
 * The API server of a cluster, by the words of a kubeconfig. The official client finds the way there (contexts, client
 * certificates, tokens, `exec` plugins, proxies, a pod's own account); it is loaded when the first cluster is asked, because
 * it costs most of a second and tens of megabytes.
 */
import { type OutgoingHttpHeaders, request as plainRequest } from 'node:http';
import { request, type RequestOptions } from 'node:https';
import type { KubeConfig } from '@kubernetes/client-node';
import { type Finding, finding } from '@banyan/core/finding/finding.ts';
import { err, ok, type Result } from '@banyan/core/result.ts';
import { reasonOf } from '../local/atomic.ts';
import { member } from '../proxies/json.ts';

/** Milliseconds for one answer. */
const patience = 10_000;

export interface Reply {
  readonly status: number;
  /** The object, the list, or the server's Status. */
  readonly body: unknown;
}

export interface Cluster {
  /** Its address, as people know it. */
  readonly server: string;
  readonly config: KubeConfig;
  /** Answers of every status are values; a server that does not answer is TRF061. */
  call(
    method: 'GET' | 'PATCH' | 'DELETE',
    path: string,
    signal: AbortSignal,
    body?: Patch,
  ): Promise<Result<Reply, Finding>>;
}

/** What server-side apply takes. */
interface Patch {
  readonly apply: object;
}

/** Without a file: as kubectl finds it (KUBECONFIG, the home directory), or the account of the pod that this runs in. */
export async function openCluster(file?: string, context?: string): Promise<Result<Cluster, Finding>> {
  const named = file ?? 'kubeconfig';
  try {
    const { KubeConfig } = await import('@kubernetes/client-node');
    const config = new KubeConfig();
    if (file === undefined) config.loadFromDefault();
    else config.loadFromFile(file);
    if (context !== undefined) config.setCurrentContext(context);
    const server = config.getCurrentCluster()?.server;
    if (server === undefined) return err(finding('TRF061', { server: named, reason: 'no current cluster' }));
    const call: Cluster['call'] = (method, path, signal, body) => ask(config, server, { method, path, body }, signal);
    return ok({ server, config, call });
  } catch (error) {
    return err(finding('TRF061', { server: named, reason: reasonOf(error) }));
  }
}

interface Asked {
  readonly method: string;
  readonly path: string;
  readonly body: Patch | undefined;
}

async function ask(
  config: KubeConfig,
  server: string,
  { method, path, body }: Asked,
  signal: AbortSignal,
): Promise<Result<Reply, Finding>> {
  const base = new URL(server);
  const options: RequestOptions = {
    method,
    host: base.hostname.replace(/^\[|\]$/g, ''),
    port: base.port,
    path: `${base.pathname.replace(/\/$/, '')}${path}`,
    signal: AbortSignal.any([signal, AbortSignal.timeout(patience)]),
  };
  const text = body === undefined ? undefined : JSON.stringify(body.apply);
  try {
    await config.applyToHTTPSOptions(options);
  } catch (error) {
    return err(finding('TRF061', { server, reason: reasonOf(error) }));
  }
  // The client sets headers as an object.
  const headers = options.headers as OutgoingHttpHeaders | undefined;
  options.headers = {
    ...headers,
    accept: 'application/json',
    ...(text === undefined
      ? {}
      : { 'content-type': 'application/apply-patch+yaml', 'content-length': Buffer.byteLength(text) }),
  };
  return new Promise((resolve) => {
    const fail = (error: unknown): void => resolve(err(finding('TRF061', { server, reason: reasonOf(error) })));
    const asked = base.protocol === 'http:' ? plainRequest(options) : request(options);
    asked.on('error', fail);
    asked.on('response', (answer) => {
      const chunks: Buffer[] = [];
      answer.on('data', (chunk: Buffer) => chunks.push(chunk));
      answer.on('error', fail);
      answer.on('end', () => {
        const status = answer.statusCode ?? 0;
        resolve(ok({ status, body: parsed(Buffer.concat(chunks).toString('utf8')) }));
      });
    });
    asked.end(text);
  });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** The server's own words for what it did not do. */
export function wordsOf({ status, body }: Reply): string {
  const message = member(body, 'message');
  return typeof message === 'string' ? message : `HTTP ${status}`;
}
