/** Kubernetes objects as plain data, and how those of one conversion are named. */
import type { JsonObject } from '../envoy/config.ts';
import type { WriterOptions } from '../writer.ts';

/** What all objects of a conversion have in common. */
export interface Naming {
  readonly namespace: string;
  readonly prefix: string;
  readonly labels: JsonObject | undefined;
}

/** Where Istio's own guides put gateways. */
const usualNamespace = 'istio-ingress';

export const namingOf = ({ namespace, namePrefix, labels }: WriterOptions): Naming => ({
  namespace: namespace ?? usualNamespace,
  prefix: namePrefix ?? '',
  labels: labels === undefined || labels.size === 0 ? undefined : Object.fromEntries(labels),
});

/** The workload that serves the gateway; its label is what Istio's own charts set. */
export const workload: JsonObject = { istio: 'ingressgateway' };

export const object = (
  apiVersion: string,
  kind: string,
  name: string,
  { namespace, prefix, labels }: Naming,
  rest: JsonObject,
): JsonObject => ({ apiVersion, kind, metadata: { name: `${prefix}${name}`, namespace, labels }, ...rest });

const longest = 50;

/** A DNS label made of a text; distinct texts get distinct names through `taken`. */
export function nameFor(text: string, taken: Set<string>): string {
  const plain = text
    .toLowerCase()
    .replaceAll('*', 'any')
    .replaceAll(/[^a-z0-9-]+/g, '-')
    .replaceAll(/^-+|-+$/g, '')
    .slice(0, longest)
    .replace(/-+$/, '');
  const base = plain === '' ? 'unnamed' : plain;
  let name = base;
  for (let number = 2; taken.has(name); number++) name = `${base}-${number}`;
  taken.add(name);
  return name;
}
