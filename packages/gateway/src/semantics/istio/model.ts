/** What Istio makes of its objects before it programs a proxy: gateways with servers, and rules for hosts. */
import type { Data } from '../envoy/data.ts';
import type { Labels } from './object.ts';

/** One server of a gateway: a port, hosts, and how TLS ends. */
export interface Server {
  readonly at: string;
  readonly title: string;
  /** `namespace/name` of its gateway. */
  readonly gateway: string;
  readonly port: number;
  readonly portName: string;
  readonly protocol: string;
  readonly bind: string;
  /** `namespace/host`, or a host alone for the rules of every namespace. */
  readonly hosts: readonly string[];
  readonly tls: Data | undefined;
}

export interface Gateway {
  /** `namespace/name`. */
  readonly name: string;
  readonly namespace: string;
  /** Labels of the proxies that serve it. */
  readonly selector: Labels;
  readonly servers: readonly Server[];
}

/** An http rule of a VirtualService. */
export interface Rule {
  readonly at: string;
  readonly title: string;
  readonly data: Data;
  /** Conditions, one of which must hold; none at all: every request. */
  readonly matches: readonly Match[];
}

export interface Match {
  readonly at: string;
  readonly data: Data;
}

export interface VirtualService {
  readonly at: string;
  readonly title: string;
  readonly name: string;
  readonly namespace: string;
  readonly hosts: readonly string[];
  /** `namespace/name` of the gateways whose requests it is for. */
  readonly gateways: readonly string[];
  readonly rules: readonly Rule[];
  /** Made from routes of Gateway API, whose prefixes end at a slash. */
  readonly segments: boolean;
  readonly seenFrom: (namespace: string) => Sight;
}

/** How an object is known in a namespace: it is there for that one alone, for some, for all, or not at all. */
export type Sight = 'own' | 'some' | 'all' | 'none';

/** A proxy, and what it serves. */
export interface Proxy {
  readonly namespace: string;
  readonly labels: Labels;
  readonly gateways: readonly Gateway[];
}

/** `exportTo`: `*` or nothing is everywhere, `.` the object's own namespace, `~` nowhere. */
export function exported(to: readonly string[], own: string): (namespace: string) => Sight {
  if (to.length === 0 || to.includes('*')) return () => 'all';
  const names = new Set(to.map((one) => (one === '.' ? own : one)));
  return (namespace) => {
    if (names.has('~') || !names.has(namespace)) return 'none';
    return namespace === own ? 'own' : 'some';
  };
}
