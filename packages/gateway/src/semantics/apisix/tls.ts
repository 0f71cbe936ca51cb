import { objects } from './gateway.ts';
import { type Table, tableOf, textOf, textsOf } from './lua/value.ts';

/** The certificate object for a server name. */
export interface Certificate {
  readonly id: string;
  /** The gateway asks for a certificate of the client, which this evaluator does not judge. */
  readonly asksClient: boolean;
  readonly pointer: string;
}

/**
 * Which certificate a server name gets (ssl/router/radixtree_sni.lua): the exact name first, then a wildcard, which
 * covers one label, then `*`. Undefined: the handshake is refused, there is no default. Without a name it always is.
 */
export function readCertificates(root: Table): (name: string) => Certificate | undefined {
  const exact = new Map<string, Certificate>();
  const wild = new Map<string, Certificate>();
  for (const { id, object, pointer } of objects(root, 'ssls')) {
    if (object['status'] === 0 || object['type'] === 'client') continue;
    const certificate = { id, asksClient: tableOf(object['client']) !== undefined, pointer };
    for (const name of [textOf(object['sni']) ?? [], textsOf(object['snis'])].flat()) {
      const list = name.startsWith('*') ? wild : exact;
      const key = name.toLowerCase().replace(/^\*/, '');
      if (!list.has(key)) list.set(key, certificate);
    }
  }
  return (name) => {
    const asked = name.toLowerCase();
    if (asked === '') return undefined;
    const dot = asked.indexOf('.');
    return exact.get(asked) ?? (dot < 0 ? undefined : wild.get(asked.slice(dot))) ?? wild.get('');
  };
}
