import { number, table, tables, text, texts } from '../../envoy/data.ts';
import type { Gateway, Proxy, Server } from '../model.ts';
import { compare, type KubeObject, labelsOf, titleOf } from '../object.ts';

/** Gateways of Istio as objects say them. */
export function readGateways(objects: readonly KubeObject[]): Gateway[] {
  return objects
    .filter(({ kind, group }) => kind === 'Gateway' && group === 'networking.istio.io')
    .map((object) => ({
      name: `${object.namespace}/${object.name}`,
      namespace: object.namespace,
      selector: labelsOf(object.spec, 'selector'),
      servers: serversOf(object),
    }));
}

function serversOf(object: KubeObject): Server[] {
  return tables(object.spec, 'servers').flatMap((server, index): Server[] => {
    const port = table(server, 'port');
    if (port === undefined) return [];
    return [
      {
        at: `${object.at}/spec/servers/${index}`,
        title: `${titleOf(object)}, server ${text(server, 'name') ?? text(port, 'name') ?? String(index)}`,
        gateway: `${object.namespace}/${object.name}`,
        port: number(port, 'number') ?? 0,
        portName: text(port, 'name') ?? '',
        protocol: (text(port, 'protocol') ?? '').toUpperCase(),
        bind: text(server, 'bind') ?? '',
        hosts: texts(server, 'hosts').map((host) => inNamespace(host, object.namespace)),
        tls: table(server, 'tls'),
      },
    ];
  });
}

/** `./host` is for rules of the gateway's own namespace, `*\/host` for those of all. */
function inNamespace(host: string, own: string): string {
  const [namespace = '', name] = host.split('/');
  if (name === undefined || namespace === '*') return name ?? host;
  return `${namespace === '.' ? own : namespace}/${name}`;
}

/** One proxy for each selector, in the namespace of its first gateway: which proxies there are, only a cluster knows. */
export function proxiesOf(gateways: readonly Gateway[]): Proxy[] {
  const groups = new Map<string, Gateway[]>();
  for (const one of gateways) {
    const key = JSON.stringify(Object.entries(one.selector).toSorted(([a], [b]) => compare(a, b)));
    groups.set(key, [...(groups.get(key) ?? []), one]);
  }
  return [...groups.values()].map((own) => ({
    namespace: own[0]?.namespace ?? 'default',
    labels: own[0]?.selector ?? {},
    gateways: own,
  }));
}

/** Whether requests on this server are decoded: not where TLS or TCP is passed through. */
export const speaksHttp = ({ protocol, tls }: Server): boolean =>
  /^(?:HTTP|HTTP2|GRPC|GRPC-WEB)$/.test(protocol) || (protocol === 'HTTPS' && endsTls(tls));

/** Modes in which the proxy holds the certificate. */
export const endsTls = (tls: Server['tls']): boolean =>
  tls !== undefined && text(tls, 'mode')?.endsWith('PASSTHROUGH') !== true;
