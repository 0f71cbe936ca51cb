import { type Data, table, text, texts } from '../../envoy/data.ts';
import type { KubeObject } from '../object.ts';

/** Texts of the Secrets and ConfigMaps among the documents, by kind, namespace and name. */
export type Certificates = (kind: 'Secret' | 'ConfigMap', namespace: string, name: string) => Data | undefined;

export function certificatesIn(objects: readonly KubeObject[]): Certificates {
  const known = new Map(objects.map(({ kind, namespace, name, data }) => [`${kind} ${namespace}/${name}`, data]));
  return (kind, namespace, name) => {
    const found = known.get(`${kind} ${namespace}/${name}`);
    if (found === undefined) return undefined;
    const made: Record<string, unknown> = {};
    for (const [key, value] of Object.entries(table(found, 'data') ?? {}))
      made[key] = kind === 'Secret' ? Buffer.from(String(value), 'base64').toString() : String(value);
    return { ...made, ...table(found, 'stringData') };
  };
}

const context = 'type.googleapis.com/envoy.extensions.transport_sockets.tls.v3.DownstreamTlsContext';

/** How a server ends TLS; clients show a certificate where the mode is MUTUAL, and may where it is OPTIONAL_MUTUAL. */
export function ending(tls: Data | undefined, certificates: Certificates, namespace: string): Data {
  const mode = text(tls ?? {}, 'mode') ?? '';
  const authority = mode.endsWith('MUTUAL') ? authorityOf(tls ?? {}, certificates, namespace) : undefined;
  return {
    name: 'envoy.transport_sockets.tls',
    typed_config: {
      '@type': context,
      require_client_certificate: mode === 'MUTUAL' || mode === 'ISTIO_MUTUAL',
      common_tls_context:
        authority === undefined ? {} : { validation_context: { trusted_ca: { inline_string: authority } } },
    },
  };
}

const keys = ['ca.crt', 'cacert'] as const;

/** In the Secret itself, or in that with `-cacert` behind its name. */
function authorityOf(tls: Data, certificates: Certificates, namespace: string): string | undefined {
  const written = [text(tls, 'credentialName') ?? '', ...texts(tls, 'credentialNames')].find((one) => one !== '');
  const own = text(tls, 'caCertCredentialName');
  const names = own === undefined ? [`${written ?? ''}-cacert`, written ?? ''] : [own];
  for (const name of names) {
    const plain = name.replace(/^\w+:\/\//, '');
    const [first = '', second] = plain.split('/');
    const [place, short] = second === undefined ? [namespace, first] : [first, second];
    for (const kind of ['Secret', 'ConfigMap'] as const) {
      const found = certificates(kind, place, short);
      const text = keys.map((key) => found?.[key]).find((value) => typeof value === 'string');
      if (typeof text === 'string') return text;
    }
  }
  return undefined;
}
