/** Several upstreams as one whose nodes weigh what they get of the whole. */
import type { Upstream } from '../../../model/upstream.ts';

interface Share {
  readonly upstream: Upstream;
  readonly weight: number;
}

/** Whether one cluster can stand for all: in turns, with the same protocol, Host, retries and time-outs. */
export function alike(shares: readonly Share[]): boolean {
  const words = shares.map(({ upstream }) => {
    const { scheme, balance, host, retries, timeouts, nodes } = upstream;
    const patience = timeouts === undefined ? [] : [timeouts.connect, timeouts.send, timeouts.read];
    const rewritten = host.kind === 'rewrite' ? host.host : '';
    const plain = balance.kind === 'round-robin' && nodes.every(({ priority }) => priority === 0);
    return JSON.stringify([plain, scheme, host.kind, rewritten, nodes.length === 1 ? 0 : retries, patience]);
  });
  return new Set(words).size === 1 && words.every((word) => word.startsWith('[true'));
}

const divisor = (left: number, right: number): number => (right === 0 ? left : divisor(right, left % right));

/** The shares must be alike. */
export function together(name: string, shares: readonly Share[]): Upstream {
  const totals = shares.map(({ upstream }) =>
    upstream.nodes.reduce((sum, node) => sum + weighty(upstream, node.weight), 0),
  );
  const common = totals.reduce((sofar, total) => (sofar * total) / divisor(sofar, total), 1);
  const nodes = shares.flatMap(({ upstream, weight }, index) =>
    upstream.nodes.map((node) => ({
      ...node,
      weight: weight * weighty(upstream, node.weight) * (common / (totals[index] ?? 1)),
      sources: [],
    })),
  );
  const scale = nodes.reduce((sofar, node) => divisor(sofar, node.weight), 0);
  const [first] = shares;
  if (first === undefined) throw new Error('shares without any upstream');
  return {
    ...first.upstream,
    name,
    nodes: nodes.map((node) => ({ ...node, weight: node.weight / Math.max(1, scale) })),
    balance: { kind: 'round-robin', sources: [] },
    host: { ...first.upstream.host, sources: [] },
    timeouts: first.upstream.timeouts && { ...first.upstream.timeouts, sources: [] },
    unmapped: [],
    sources: [],
  };
}

/** Nodes that all weigh nothing share alike. */
const weighty = ({ nodes }: Upstream, weight: number): number =>
  nodes.every((node) => node.weight === 0) ? 1 : weight;
