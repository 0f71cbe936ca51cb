/** Where the gateway listens: servers of one Gateway, and the certificates that they show as Secrets. */
import type { Listener } from '../../model/model.ts';
import type { JsonObject } from '../envoy/config.ts';
import type { Shown } from '../envoy/tls/usable.ts';
import { nameFor, type Naming, object } from '../kubernetes/objects.ts';
import { workload } from './objects.ts';
import { secretOf } from './secrets.ts';

/** Name of the Gateway. */
export const gatewayName = 'gateway';

type Address = Pick<Listener, 'address' | 'port'>;

export function gatewayOf(
  plain: readonly Address[],
  secure: readonly Address[],
  certificates: readonly Shown[],
  naming: Naming,
): { readonly gateway: JsonObject; readonly secrets: readonly JsonObject[] } {
  const taken = new Set<string>();
  const shown = certificates.map((certificate) => ({
    certificate,
    credentials: certificate.pairs.map(() => nameFor(`tls-${certificate.names[0] ?? ''}`, taken)),
  }));
  const servers = [
    ...places(plain).map(({ bind, port }) => ({
      port: { number: port, name: `http-${port}`, protocol: 'HTTP' },
      bind,
      hosts: ['*'],
    })),
    ...places(secure).flatMap(({ bind, port }) =>
      shown.map(({ certificate, credentials }, index) => ({
        port: { number: port, name: `https-${port}-${index + 1}`, protocol: 'HTTPS' },
        bind,
        hosts: certificate.names,
        tls: tlsOf(certificate, credentials, naming),
      })),
    ),
  ];
  return {
    gateway: object('networking.istio.io/v1', 'Gateway', gatewayName, naming, {
      spec: { selector: workload, servers },
    }),
    secrets: shown.flatMap(({ certificate, credentials }) =>
      certificate.pairs.map((pair, index) =>
        secretOf(credentials[index] ?? '', pair, certificate.client?.authority, naming),
      ),
    ),
  };
}

/** Each port once; an address is bound only where the source does not listen on all. */
function places(
  addresses: readonly Address[],
): readonly { readonly bind: string | undefined; readonly port: number }[] {
  const ports = new Map<number, string[]>();
  for (const { address, port } of addresses) ports.set(port, [...(ports.get(port) ?? []), address]);
  return [...ports].map(([port, bound]) => {
    const [first] = bound;
    return { port, bind: bound.some((address) => everywhere.has(address)) ? undefined : first };
  });
}

const everywhere = new Set(['0.0.0.0', '::', '[::]', '*']);

function tlsOf({ versions, client }: Shown, credentials: readonly string[], { prefix }: Naming): JsonObject {
  const names = credentials.map((name) => `${prefix}${name}`);
  const [first] = versions;
  const last = versions.at(-1);
  return {
    mode: client === undefined ? 'SIMPLE' : 'MUTUAL',
    credentialName: names.length === 1 ? names[0] : undefined,
    credentialNames: names.length === 1 ? undefined : names,
    minProtocolVersion: first && version[first],
    maxProtocolVersion: last && version[last],
  };
}

const version: Readonly<Record<string, string>> = { 'TLSv1.2': 'TLSV1_2', 'TLSv1.3': 'TLSV1_3' };
