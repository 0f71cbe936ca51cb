import { X509Certificate } from 'node:crypto';
import { objects } from './gateway.ts';
import { pattern } from './lua/pattern.ts';
import { type Table, tableOf, textOf, textsOf } from './lua/value.ts';

/** `client` of an ssl object: mutual TLS. */
interface ClientRule {
  /** Whether the authority has signed the client's certificate. */
  readonly trusts: (pem: string | undefined) => boolean;
  /** Paths that need none (`skip_mtls_uri_regex`); undefined: the handshake itself insists. */
  readonly exempts: ((path: string) => boolean) | undefined;
}

/** The certificate object for a server name. */
export interface Certificate {
  readonly id: string;
  /** What the client must show for itself. */
  readonly client: ClientRule | undefined;
  readonly pointer: string;
}

function clientRule(client: Table | undefined): ClientRule | undefined {
  if (client === undefined) return undefined;
  const authority = parsed(textOf(client['ca']));
  const skip = client['skip_mtls_uri_regex'] === undefined ? undefined : textsOf(client['skip_mtls_uri_regex']);
  return {
    trusts(pem) {
      const shown = parsed(pem);
      return shown !== undefined && authority !== undefined && shown.verify(authority.publicKey);
    },
    exempts: skip && ((path) => skip.some((one) => pattern(one)?.test(path) === true)),
  };
}

function parsed(pem: string | undefined): X509Certificate | undefined {
  try {
    return pem === undefined ? undefined : new X509Certificate(pem);
  } catch {
    return undefined;
  }
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
    const certificate = { id, client: clientRule(tableOf(object['client'])), pointer };
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
