import { type Data, number, table, tables, text, texts } from '../../envoy/data.ts';
import { fullName } from '../hosts.ts';
import { exported } from '../model.ts';
import { type KubeObject, type Labels, labelsOf, selects, titleOf } from '../object.ts';
import type { Service } from './service.ts';

export interface Subset {
  readonly name: string;
  readonly labels: Labels;
  readonly policy: Data | undefined;
}

/** How a service is reached: all DestinationRules for its host as one. */
export interface DestinationRule {
  readonly at: string;
  readonly title: string;
  readonly policy: Data | undefined;
  readonly subsets: readonly Subset[];
}

interface Written extends DestinationRule {
  readonly host: string;
  readonly namespace: string;
  readonly seenFrom: ReturnType<typeof exported>;
}

export type RuleFor = (service: Pick<Service, 'host' | 'namespace'>) => DestinationRule | undefined;

const root = 'istio-system';

/**
 * The rules of the proxy's namespace win, then those that the service's namespace exports, then those of the root
 * namespace; in each the most specific host. The oldest says the policy, subsets are those of all.
 */
export function readDestinationRules(
  objects: readonly KubeObject[],
  proxy: { readonly namespace: string; readonly labels: Labels },
): RuleFor {
  const all = objects
    .filter(({ kind, group }) => kind === 'DestinationRule' && group === 'networking.istio.io')
    .filter(({ spec, namespace }) => {
      const selector = table(spec, 'workloadSelector');
      if (selector === undefined) return true;
      return namespace === proxy.namespace && selects(labelsOf(selector, 'matchLabels'), proxy.labels);
    })
    .map(written);
  const selecting = all.toSorted((one, other) => Number(other.selecting) - Number(one.selecting));
  return ({ host, namespace }) => {
    for (const place of new Set([proxy.namespace, namespace, root])) {
      const seen = selecting.filter(
        (one) => one.namespace === place && (place === proxy.namespace || one.seenFrom(proxy.namespace) !== 'none'),
      );
      const found = joined(mostSpecific(seen, host));
      if (found !== undefined) return found;
    }
    return undefined;
  };
}

function written(object: KubeObject): Written & { readonly selecting: boolean } {
  const { spec, namespace } = object;
  return {
    at: object.at,
    title: titleOf(object),
    host: fullName(text(spec, 'host') ?? '', namespace).toLowerCase(),
    namespace,
    selecting: table(spec, 'workloadSelector') !== undefined,
    policy: table(spec, 'trafficPolicy'),
    subsets: tables(spec, 'subsets').map((subset) => ({
      name: text(subset, 'name') ?? '',
      labels: labelsOf(subset, 'labels'),
      policy: table(subset, 'trafficPolicy'),
    })),
    seenFrom: exported(texts(spec, 'exportTo'), namespace),
  };
}

function mostSpecific(rules: readonly Written[], host: string): readonly Written[] {
  const exact = rules.filter((one) => one.host === host);
  if (exact.length > 0) return exact;
  const wild = rules.filter((one) => one.host.startsWith('*') && host.endsWith(one.host.slice(1)));
  const longest = Math.max(...wild.map((one) => one.host.length));
  return wild.filter((one) => one.host.length === longest);
}

function joined(rules: readonly Written[]): DestinationRule | undefined {
  const [first] = rules;
  if (first === undefined) return undefined;
  const names = new Set<string>();
  const subsets = rules.flatMap((one) => one.subsets).filter(({ name }) => (names.has(name) ? false : names.add(name)));
  const policy = rules.find((one) => one.policy !== undefined)?.policy;
  return { at: first.at, title: first.title, policy, subsets };
}

const parts = ['connectionPool', 'loadBalancer', 'outlierDetection', 'tls'] as const;

/** The policy for a port and a subset: what is said for the port stands alone; a subset replaces part by part. */
export function policyFor(rule: DestinationRule | undefined, subset: string, port: number): Data {
  const general = forPort(rule?.policy, port).policy;
  const own = rule?.subsets.find(({ name }) => name === subset)?.policy;
  if (own === undefined) return general;
  const { policy, exact } = forPort(own, port);
  const made: Record<string, unknown> = { ...general };
  for (const part of parts) if (policy[part] !== undefined || exact) made[part] = policy[part];
  return made;
}

function forPort(policy: Data | undefined, port: number): { readonly policy: Data; readonly exact: boolean } {
  const found = tables(policy ?? {}, 'portLevelSettings').find(
    (one) => number(table(one, 'port') ?? {}, 'number') === port,
  );
  return found === undefined ? { policy: policy ?? {}, exact: false } : { policy: found, exact: true };
}
