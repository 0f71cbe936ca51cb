import { type Data, number, table, tables, text } from '../../envoy/data.ts';
import type { DestinationRule } from './destination-rule.ts';

/** The `consistentHash` of a destination: of the subset's port, the subset, the port, or the whole, in this order. */
export function hashFor(rule: DestinationRule | undefined, destination: Data): Data | undefined {
  const port = number(table(destination, 'port') ?? {}, 'number');
  const subset = rule?.subsets.find(({ name }) => name === (text(destination, 'subset') ?? ''))?.policy;
  return atPort(subset, port) ?? hashOf(subset) ?? atPort(rule?.policy, port) ?? hashOf(rule?.policy);
}

const hashOf = (policy: Data | undefined): Data | undefined =>
  table(table(policy ?? {}, 'loadBalancer') ?? {}, 'consistentHash');

const atPort = (policy: Data | undefined, port: number | undefined): Data | undefined =>
  port === undefined
    ? undefined
    : hashOf(
        tables(policy ?? {}, 'portLevelSettings').find((one) => number(table(one, 'port') ?? {}, 'number') === port),
      );

/** What of the request is hashed. */
export function hashPolicy(hash: Data | undefined): Data[] {
  if (hash === undefined) return [];
  const header = text(hash, 'httpHeaderName');
  if (header !== undefined) return [{ header: { header_name: header } }];
  const cookie = table(hash, 'httpCookie');
  if (cookie !== undefined)
    return [
      {
        cookie: {
          name: text(cookie, 'name') ?? '',
          ...(text(cookie, 'path') === undefined ? {} : { path: text(cookie, 'path') }),
          ...(text(cookie, 'ttl') === undefined ? {} : { ttl: text(cookie, 'ttl') }),
        },
      },
    ];
  const parameter = text(hash, 'httpQueryParameterName');
  if (parameter !== undefined) return [{ query_parameter: { name: parameter } }];
  return hash['useSourceIp'] === true ? [{ connection_properties: { source_ip: true } }] : [];
}
