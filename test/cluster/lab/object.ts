/** Kubernetes objects as plain values, and reading them from YAML. */
import { readDocuments } from '@banyan/core/document/read.ts';
import { plain } from '@banyan/core/document/values.ts';

export interface KubernetesObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly labels?: Readonly<Record<string, string>>;
    readonly annotations?: Readonly<Record<string, string>>;
  };
  readonly [part: string]: unknown;
}

/** All objects of a file, which may have several documents or none; throws on what is no object. */
export function readObjects(bytes: Uint8Array, name: string): KubernetesObject[] {
  if (bytes.length === 0) return [];
  const read = readDocuments(bytes, name);
  if (!read.ok) throw new Error(`${name} cannot be read: ${read.error.map(({ code }) => code).join(', ')}`);
  return read.value.flatMap(({ root }) => {
    const value: unknown = plain(root);
    if (value === null) return [];
    if (!isObject(value)) throw new Error(`${name} holds a document that is no Kubernetes object`);
    return [value];
  });
}

function isObject(value: unknown): value is KubernetesObject {
  return typeof value === 'object' && value !== null && 'apiVersion' in value && 'kind' in value && 'metadata' in value;
}

/** The objects as one file; JSON is YAML. */
export const printObjects = (objects: readonly KubernetesObject[]): string =>
  objects.map((one) => `---\n${JSON.stringify(one)}\n`).join('');
