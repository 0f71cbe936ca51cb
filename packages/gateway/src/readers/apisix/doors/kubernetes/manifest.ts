/** Kubernetes objects by kind, namespace and name; a List is what it holds. */
import type { Document, Node, ObjectNode } from '@banyan/core/document/node.ts';
import { child, isObject } from '@banyan/core/document/values.ts';
import { idOf, itemsOf, textOf } from '../../typed.ts';

export interface Manifest {
  /** `ApisixRoute`; with the group's version where two groups share a name. */
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
  readonly node: ObjectNode;
  readonly spec: Node | undefined;
}

/** Reads what kubectl prints and what stands in a repository alike. */
export function manifestsIn({ root }: Pick<Document, 'root'>): Manifest[] {
  if (!isObject(root)) return [];
  const kind = textOf(child(root, 'kind'));
  const version = textOf(child(root, 'apiVersion'));
  if (kind === undefined || version === undefined) return [];
  if (kind.endsWith('List') && child(root, 'items') !== undefined) {
    return itemsOf(child(root, 'items')).flatMap((item) => manifestsIn({ root: item }));
  }
  const metadata = child(root, 'metadata');
  return [
    {
      kind: `${kind}.${version.split('/')[0]}`,
      namespace: idOf(child(metadata, 'namespace')) ?? 'default',
      name: idOf(child(metadata, 'name')) ?? '',
      node: root,
      spec: child(root, 'spec'),
    },
  ];
}

export interface Cluster {
  all(kind: string): readonly Manifest[];
  find(kind: string, namespace: string, name: string): Manifest | undefined;
}

export function clusterOf(documents: readonly Pick<Document, 'root'>[]): Cluster {
  const byKind = Map.groupBy(documents.flatMap(manifestsIn), ({ kind }) => kind);
  const byName = new Map<string, Manifest>();
  const key = (kind: string, namespace: string, name: string): string => `${kind} ${namespace} ${name}`;
  for (const one of Array.from(byKind.values()).flat()) byName.set(key(one.kind, one.namespace, one.name), one);
  return {
    all: (kind) => byKind.get(kind) ?? [],
    find: (kind, namespace, name) => byName.get(key(kind, namespace, name)),
  };
}
