import type { Gateway } from '../gateway.ts';
import { isAddress } from '../lua/address.ts';
import { idOf, isList, listOf, numberOf, type Table, tableOf, textOf } from '../lua/value.ts';

/** One node of an upstream. */
export interface Node {
  /** As configured: `host:port`, or the host alone when no port is written. */
  readonly name: string;
  readonly host: string;
  readonly port: number | undefined;
  readonly weight: number;
  readonly priority: number;
}

export interface Upstream {
  /** Requests with the same key share one picker. */
  readonly key: string;
  /** Nodes whose names have addresses, in the order in which they are written. */
  readonly nodes: readonly Node[];
  readonly scheme: string | undefined;
  readonly algorithm: string;
  readonly passHost: string | undefined;
  readonly upstreamHost: string | undefined;
  readonly retries: number | undefined;
  readonly retryTimeout: number;
  readonly timeout: Table | undefined;
  readonly hashOn: string;
  readonly hashKey: string | undefined;
  /** Parts that would need a running system: discovery, health checks. */
  readonly notCovered: readonly string[];
  /** Id of the ssl object with the certificate that the gateway shows to the nodes. */
  readonly clientCertificate: string | undefined;
  readonly pointer: string;
}

/** Reads an upstream object (apisix/upstream.lua). */
export function readUpstream(object: Table, key: string, pointer: string, gateway: Gateway): Upstream {
  const notCovered: string[] = [];
  if (object['service_name'] !== undefined) notCovered.push('upstream.service_name');
  const nodes = readNodes(object).filter((node) => isAddress(node.host) || gateway.resolves(node.host));
  // Which nodes are healthy is a matter of their history; a single one is used whatever its health.
  if (object['checks'] !== undefined && nodes.length > 1) notCovered.push('upstream.checks');
  return {
    key,
    nodes,
    scheme: textOf(object['scheme']),
    algorithm: textOf(object['type']) ?? 'roundrobin',
    passHost: textOf(object['pass_host']),
    upstreamHost: textOf(object['upstream_host']),
    retries: numberOf(object['retries']),
    retryTimeout: numberOf(object['retry_timeout']) ?? 0,
    timeout: tableOf(object['timeout']),
    hashOn: textOf(object['hash_on']) ?? 'vars',
    hashKey: textOf(object['key']),
    notCovered,
    clientCertificate: idOf(tableOf(object['tls'])?.['client_cert_id']),
    pointer,
  };
}

function readNodes(object: Table): readonly Node[] {
  const { nodes } = object;
  if (isList(nodes)) {
    return listOf(nodes).flatMap((value) => {
      const node = tableOf(value);
      const host = textOf(node?.['host']);
      if (node === undefined || host === undefined) return [];
      const port = numberOf(node['port']);
      const name = port === undefined ? host : `${host}:${port}`;
      return [{ name, host, port, weight: numberOf(node['weight']) ?? 1, priority: numberOf(node['priority']) ?? 0 }];
    });
  }
  return Object.entries(tableOf(nodes) ?? {}).map(([name, weight]) => {
    const found = /^(\[[^\]]*\]|[^:]*):(\d+)$/.exec(name);
    const port = found === null ? undefined : Number(found[2]);
    return { name, host: found?.[1] ?? name, port, weight: numberOf(weight) ?? 1, priority: 0 };
  });
}
