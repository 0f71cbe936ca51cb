/** Objects of the API server, with what the switches need of them. */
import { type Finding, finding } from '@banyan/core/finding/finding.ts';
import { err, ok, type Result } from '@banyan/core/result.ts';
import { listOf, member } from '../proxies/json.ts';
import { type Cluster, wordsOf } from './cluster.ts';

export interface KubernetesObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace: string;
    readonly resourceVersion?: string;
    readonly creationTimestamp?: string;
    readonly labels?: Readonly<Record<string, string>>;
    readonly annotations?: Readonly<Record<string, string>>;
    readonly managedFields?: readonly unknown[];
  };
  readonly spec: unknown;
}

/** A kind of objects, and how its path calls it. */
export interface Resource {
  readonly apiVersion: string;
  readonly kind: string;
  readonly plural: string;
}

const root = ({ apiVersion }: Resource): string =>
  apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
const pathOf = (kind: Resource, namespace: string, name: string): string =>
  `${root(kind)}/namespaces/${encodeURIComponent(namespace)}/${kind.plural}/${encodeURIComponent(name)}`;

/** `VirtualService shop/voice`, as messages name it. */
export const nameOf = ({ kind, metadata }: KubernetesObject): string =>
  `${kind} ${metadata.namespace}/${metadata.name}`;

/** undefined inside when there is none. */
export async function readObject(
  cluster: Cluster,
  kind: Resource,
  { namespace, name }: { readonly namespace: string; readonly name: string },
  signal: AbortSignal,
): Promise<Result<KubernetesObject | undefined, Finding>> {
  const answer = await cluster.call('GET', pathOf(kind, namespace, name), signal);
  if (!answer.ok) return answer;
  if (answer.value.status === 404) return ok(undefined);
  if (answer.value.status !== 200)
    return err(finding('TRF061', { server: cluster.server, reason: wordsOf(answer.value) }));
  // What the server answers to a GET of an object is that object.
  return ok(answer.value.body as KubernetesObject);
}

/** All objects of a kind in all namespaces, or in one. */
export async function listObjects(
  cluster: Cluster,
  kind: Resource,
  where: { readonly namespace?: string; readonly labels?: Readonly<Record<string, string>> },
  signal: AbortSignal,
): Promise<Result<readonly KubernetesObject[], Finding>> {
  const place = where.namespace === undefined ? '' : `/namespaces/${encodeURIComponent(where.namespace)}`;
  const selector = Object.entries(where.labels ?? {}).map(([key, value]) => `${key}=${value}`);
  const found: KubernetesObject[] = [];
  let next = '';
  do {
    const query = new URLSearchParams({ limit: '500', labelSelector: selector.join(','), continue: next });
    const answer = await cluster.call('GET', `${root(kind)}${place}/${kind.plural}?${query.toString()}`, signal);
    if (!answer.ok) return answer;
    const { status, body } = answer.value;
    if (status !== 200) return err(finding('TRF061', { server: cluster.server, reason: wordsOf(answer.value) }));
    // A list answers with its objects; they name no kind of their own.
    for (const one of listOf(member(body, 'items'))) {
      found.push({ ...(one as KubernetesObject), apiVersion: kind.apiVersion, kind: kind.kind });
    }
    const more = member(body, 'metadata', 'continue');
    next = typeof more === 'string' ? more : '';
  } while (next !== '');
  return ok(found);
}

export type Applied =
  | { readonly kind: 'applied' }
  /** Somebody wrote between reading and applying. */
  | { readonly kind: 'overtaken' }
  | { readonly kind: 'refused'; readonly reason: string }
  /** No answer: applied or not. */
  | { readonly kind: 'unknown'; readonly finding: Finding };

/**
 * Server-side apply under a field manager of its own, taking what others hold. With `metadata.resourceVersion` only when the
 * object is still the one that was read; with `dryRun` the server checks and keeps nothing.
 */
export async function applyObject(
  cluster: Cluster,
  kind: Resource,
  object: KubernetesObject,
  options: { readonly manager: string; readonly dryRun?: boolean },
  signal: AbortSignal,
): Promise<Applied> {
  const { namespace, name } = object.metadata;
  const query = new URLSearchParams({ fieldManager: options.manager, force: 'true', fieldValidation: 'Strict' });
  if (options.dryRun === true) query.set('dryRun', 'All');
  const answer = await cluster.call('PATCH', `${pathOf(kind, namespace, name)}?${query.toString()}`, signal, {
    apply: object,
  });
  if (!answer.ok) return { kind: 'unknown', finding: answer.error };
  const { status } = answer.value;
  if (status === 200 || status === 201) return { kind: 'applied' };
  if (status === 409) return { kind: 'overtaken' };
  const reason = wordsOf(answer.value);
  // A server that failed on its way may have written before, unless it says that it never got so far.
  if (status >= 500 && !/webhook|typed patch object/.test(reason)) {
    return { kind: 'unknown', finding: finding('TRF061', { server: cluster.server, reason }) };
  }
  return { kind: 'refused', reason };
}

/** Nothing to delete is no failure. */
export async function deleteObject(
  cluster: Cluster,
  kind: Resource,
  { namespace, name }: { readonly namespace: string; readonly name: string },
  signal: AbortSignal,
): Promise<Result<void, Finding>> {
  const answer = await cluster.call('DELETE', pathOf(kind, namespace, name), signal);
  if (!answer.ok) return answer;
  const { status } = answer.value;
  if ((status >= 200 && status < 300) || status === 404) return ok(undefined);
  return err(finding('TRF062', { object: `${kind.kind} ${namespace}/${name}`, reason: wordsOf(answer.value) }));
}
