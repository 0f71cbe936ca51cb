/** How a request is forwarded: shares of the nodes, retries, time limits. No single answer shows these. */
import type { Forward } from '../semantics/answer.ts';
import type { Difference } from '../semantics/compare/differences.ts';

/** Fields in which the two differ; none where either side does not forward: the nodes tell that. */
export function forwardDifferences(source: Forward | undefined, target: Forward | undefined): readonly Difference[] {
  if (source === undefined || target === undefined) return [];
  // Where chance picks among several upstreams, each side may have picked another one; how often is told by `shares`.
  if (namesOf(source) !== namesOf(target)) return [];
  const [one, other] = [viewOf(source), viewOf(target)];
  return Object.entries(one).flatMap(([field, expected]) => {
    const observed = other[field];
    // 0 is no limit of this kind; another kind may hold in its place, which is not compared.
    if (timeLimits.has(field) && (expected === 0 || observed === 0)) return [];
    return JSON.stringify(expected) === JSON.stringify(observed)
      ? []
      : [{ field: `forward.${field}`, expected, observed }];
  });
}

const namesOf = ({ nodes }: Forward): string =>
  nodes
    .map(({ host, port }) => `${host}:${port}`)
    .sort()
    .join(' ');

const timeLimits = new Set(['connect', 'read', 'retryTimeout']);

const viewOf = (forward: Forward): Readonly<Record<string, unknown>> => ({
  weights: weightsOf(forward),
  retries: retriesOf(forward),
  connect: forward.timeout.connect,
  read: forward.timeout.read,
  retryTimeout: forward.retryTimeout,
  algorithm: forward.algorithm,
  hash: forward.hash,
});

/** Shares in per cent by node, of each priority. */
function weightsOf({ nodes }: Forward): Readonly<Record<string, number>> {
  const shares = nodes.map(({ host, port, weight, priority }): readonly [string, number] => {
    const sum = nodes.filter((one) => one.priority === priority).reduce((total, one) => total + one.weight, 0);
    return [`${host}:${port}`, sum === 0 ? 0 : Math.round((weight / sum) * 1000) / 10];
  });
  return Object.fromEntries(shares.toSorted(([one], [other]) => (one < other ? -1 : 1)));
}

/** No node is tried twice where there are several. */
const retriesOf = ({ nodes, retries }: Forward): number =>
  nodes.length > 1 ? Math.min(retries, nodes.length - 1) : retries;
