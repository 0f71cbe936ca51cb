/** The Gateway with its listeners, and the Secrets of its certificates. */
import type { Certificate, Listener, Model } from '../../model/model.ts';
import type { JsonObject } from '../envoy/config.ts';
import { type Naming, nameFor, object } from '../kubernetes/objects.ts';
import type { WriterOptions } from '../writer.ts';
import { hostnameOf } from './routes.ts';

/** Most listeners of a Gateway. */
const most = 64;

export interface Front {
  readonly gateway: JsonObject;
  readonly secrets: readonly JsonObject[];
  /** Certificates without a listener: their clients must show one of their own, or a name or place has no word. */
  readonly left: readonly Certificate[];
  /** The others. */
  readonly shown: readonly Certificate[];
  readonly listeners: readonly Listener[];
  /** At which it listens, as it was written. */
  readonly ports: readonly number[];
  /** Names of the listeners by their port. */
  readonly sections: ReadonlyMap<number, readonly string[]>;
  readonly gatewayClass: string;
  /** The same with what they speak. */
  readonly entrances: readonly Pick<Listener, 'port' | 'tls'>[];
}

export function frontOf(
  model: Model,
  name: string,
  gatewayClassName: string,
  naming: Naming,
  options: WriterOptions,
): Front {
  const plain = options.listen === undefined ? model.listeners.filter(({ tls }) => !tls) : [{ ...options.listen }];
  const secure = options.listen === undefined ? model.listeners.filter(({ tls }) => tls) : [];
  const taken = new Set<string>();
  const ports = new Set(plain.map(({ port }) => port));
  const listeners: JsonObject[] = [...ports].map((port) => ({
    name: `http-${port}`,
    port,
    protocol: 'HTTP',
    allowedRoutes: { namespaces: { from: 'Same' } },
  }));
  const sections = new Map<number, string[]>([...ports].map((one) => [one, [`http-${one}`]]));
  const secrets: JsonObject[] = [];
  const left: Certificate[] = [];
  const shown: Certificate[] = [];
  const [port] = secure.map((one) => one.port);
  for (const certificate of port === undefined ? [] : (model.certificates ?? [])) {
    const hostnames = certificate.names.map((one) => (one === '*' ? '' : hostnameOf(one)));
    const [pair] = certificate.pairs;
    const expressible = hostnames.every((one) => one !== undefined) && listeners.length + hostnames.length <= most;
    if (certificate.client !== undefined || pair === undefined || !expressible) {
      left.push(certificate);
      continue;
    }
    shown.push(certificate);
    const secret = nameFor(`${certificate.names[0] ?? ''}-tls`, taken);
    secrets.push(
      object('v1', 'Secret', secret, naming, {
        type: 'kubernetes.io/tls',
        stringData: { 'tls.crt': pair.certificate, 'tls.key': pair.key },
      }),
    );
    for (const hostname of hostnames) {
      const section = nameFor(`https-${hostname === '' ? 'any' : hostname}`, taken);
      if (port !== undefined) sections.set(port, [...(sections.get(port) ?? []), section]);
      listeners.push({
        name: section,
        port,
        protocol: 'HTTPS',
        hostname: hostname === '' ? undefined : hostname,
        tls: { mode: 'Terminate', certificateRefs: [{ name: `${naming.prefix}${secret}` }] },
        allowedRoutes: { namespaces: { from: 'Same' } },
      });
    }
  }
  const gateway = object('gateway.networking.k8s.io/v1', 'Gateway', name, naming, {
    spec: { gatewayClassName, listeners },
  });
  const entrances = [
    ...[...ports].map((one) => ({ port: one, tls: false })),
    ...(port !== undefined && listeners.some(({ protocol }) => protocol === 'HTTPS') ? [{ port, tls: true }] : []),
  ];
  return {
    gateway,
    secrets,
    left,
    shown,
    listeners: [...model.listeners],
    entrances,
    ports: entrances.map((one) => one.port),
    sections,
    gatewayClass: gatewayClassName,
  };
}
