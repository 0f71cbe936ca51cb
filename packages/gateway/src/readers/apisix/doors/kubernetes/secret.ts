/** Values of Secrets, out of base64. What nobody asks for has no effect. */
import type { Node, ScalarNode } from '@banyan/core/document/node.ts';
import { child, isObject } from '@banyan/core/document/values.ts';
import { textOf } from '../../typed.ts';
import type { Translation } from './translation.ts';

/** Texts of a Secret by key; undefined when the source does not hold it. */
export function secretOf(
  { cluster, opening, make, referred }: Translation,
  namespace: string,
  name: string,
): ReadonlyMap<string, ScalarNode> | undefined {
  const secret = cluster.find('Secret.v1', namespace, name);
  if (secret === undefined) return undefined;
  referred.add(secret.node);
  const texts = new Map<string, ScalarNode>();
  const add = (section: string, read: (text: string) => string): void => {
    const data = child(secret.node, section);
    for (const [key, node] of isObject(data) ? data.entries : []) {
      opening.ledger.conceal(node);
      const text = textOf(node);
      if (text !== undefined) texts.set(key, make.value(node, read(text)));
    }
  };
  add('data', (text) => Buffer.from(text, 'base64').toString());
  add('stringData', (text) => text);
  return texts;
}

/** `cert` and `key`, or `tls.crt` and `tls.key`; for an authority also `ca.crt` (`internal/ssl/util.go`, ExtractKeyPair). */
export function pairOf(texts: ReadonlyMap<string, ScalarNode>): {
  readonly certificate: Node | undefined;
  readonly key: Node | undefined;
} {
  const own = texts.get('cert');
  return own === undefined
    ? { certificate: texts.get('tls.crt'), key: texts.get('tls.key') }
    : { certificate: own, key: texts.get('key') };
}

export const authorityOf = (texts: ReadonlyMap<string, ScalarNode>): Node | undefined =>
  texts.get('cert') ?? texts.get('tls.crt') ?? texts.get('ca.crt');
