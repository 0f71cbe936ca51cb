import { type Data, isData, tableOrEmpty, tables, text } from '../envoy/data.ts';

/** A Kubernetes object, with the pointer (RFC 6901) to it below the list of documents. */
export interface KubeObject {
  readonly group: string;
  readonly kind: string;
  readonly name: string;
  readonly namespace: string;
  readonly created: string;
  readonly labels: Labels;
  readonly annotations: Labels;
  readonly spec: Data;
  /** The whole object: a Secret or an EndpointSlice has no `spec`. */
  readonly data: Data;
  readonly at: string;
}

export type Labels = Readonly<Record<string, string>>;

/** What people call an object. */
export const titleOf = ({ kind, namespace, name }: Pick<KubeObject, 'kind' | 'namespace' | 'name'>): string =>
  `${kind} ${namespace}/${name}`;

/** The objects of all documents, those of a `List` one by one, in the order in which Istio takes them: the oldest first. */
export function readObjects(documents: readonly unknown[]): readonly KubeObject[] {
  const found = documents.flatMap((one, index) => (isData(one) ? objectsOf(one, `/${index}`) : []));
  return found.toSorted(byAge);
}

function objectsOf(data: Data, at: string): KubeObject[] {
  if (text(data, 'kind')?.endsWith('List') === true && Array.isArray(data['items']))
    return tables(data, 'items').flatMap((one, index) => objectsOf(one, `${at}/items/${index}`));
  const metadata = tableOrEmpty(data, 'metadata');
  const version = text(data, 'apiVersion') ?? '';
  return [
    {
      group: version.includes('/') ? (version.split('/')[0] ?? '') : '',
      kind: text(data, 'kind') ?? '',
      name: text(metadata, 'name') ?? '',
      namespace: text(metadata, 'namespace') ?? 'default',
      created: text(metadata, 'creationTimestamp') ?? '',
      labels: labelsOf(metadata, 'labels'),
      annotations: labelsOf(metadata, 'annotations'),
      spec: tableOrEmpty(data, 'spec'),
      data,
      at,
    },
  ];
}

export function labelsOf(data: Data, name: string): Labels {
  const entries = Object.entries(tableOrEmpty(data, name));
  return Object.fromEntries(entries.filter((entry): entry is [string, string] => typeof entry[1] === 'string'));
}

/** Of two objects the older one; of the same age, by name and then by namespace. */
export function byAge(one: KubeObject, other: KubeObject): number {
  return (
    compare(one.created, other.created) || compare(one.name, other.name) || compare(one.namespace, other.namespace)
  );
}

export const compare = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0);

/** Whether a workload with the labels is selected; no selector selects all. */
export const selects = (selector: Labels, labels: Labels): boolean =>
  Object.entries(selector).every(([name, value]) => labels[name] === value);
