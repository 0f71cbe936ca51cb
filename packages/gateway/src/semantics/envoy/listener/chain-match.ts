import { type Data, number, tableOrEmpty, tables, text, texts } from '../data.ts';
import { rangeOf } from '../text/address.ts';

/** What a listener knows of a connection before it reads the request. */
export interface Connection {
  readonly localAddress: string;
  readonly port: number;
  readonly peer: string;
  readonly peerPort: number;
  /** Empty when there is none, or nobody looked for it. */
  readonly serverName: string;
  readonly tls: boolean;
  readonly protocols: readonly string[];
}

interface Candidate<T> {
  readonly match: Data;
  readonly chain: T;
}

type Fit = (match: Data, connection: Connection) => number | undefined;

/**
 * `FilterChainMatch`: criterion after criterion, in Envoy's order, only the chains that fit best stay
 * (network_filter_manager, "the most specific match wins"); a chain without the criterion fits worst.
 */
export function bestChain<T>(chains: readonly Candidate<T>[], connection: Connection): T | undefined {
  let left = chains;
  for (const fit of criteria) {
    const rated = left.flatMap((one) => {
      const rating = fit(one.match, connection);
      return rating === undefined ? [] : [{ one, rating }];
    });
    const best = Math.max(...rated.map(({ rating }) => rating));
    left = rated.filter(({ rating }) => rating === best).map(({ one }) => one);
    if (left.length === 0) return undefined;
  }
  return left[0]?.chain;
}

const criteria: readonly Fit[] = [
  (match, { port }) => {
    const wanted = number(match, 'destination_port');
    return wanted === undefined ? 0 : wanted === port ? 1 : undefined;
  },
  (match, { localAddress }) => inRanges(match, 'prefix_ranges', localAddress),
  (match, { serverName }) => nameFit(texts(match, 'server_names'), serverName),
  (match, { tls }) => {
    const wanted = text(match, 'transport_protocol') ?? '';
    return wanted === '' ? 0 : wanted === (tls ? 'tls' : 'raw_buffer') ? 1 : undefined;
  },
  (match, { protocols }) => {
    const wanted = texts(match, 'application_protocols');
    return wanted.length === 0 ? 0 : wanted.some((one) => protocols.includes(one)) ? 1 : undefined;
  },
  (match, { peer }) => inRanges(match, 'direct_source_prefix_ranges', peer),
  (match, { peer, localAddress }) => {
    const wanted = text(match, 'source_type') ?? 'ANY';
    if (wanted === 'ANY') return 0;
    const local = peer === localAddress || /^127\.|^::1$/.test(peer);
    return (wanted === 'SAME_IP_OR_LOOPBACK') === local ? 1 : undefined;
  },
  (match, { peer }) => inRanges(match, 'source_prefix_ranges', peer),
  (match, { peerPort }) => {
    const wanted = match['source_ports'] ?? match['sourcePorts'];
    return !Array.isArray(wanted) || wanted.length === 0 ? 0 : wanted.includes(peerPort) ? 1 : undefined;
  },
];

/** The longest prefix that holds the address, from 1; 0 without ranges. */
function inRanges(match: Data, name: string, address: string): number | undefined {
  const ranges = tables(match, name);
  if (ranges.length === 0) return 0;
  const fitting = ranges
    .filter((range) => rangeOf(range)(address))
    .map((range) => 1 + (number(range, 'prefix_len') ?? 0));
  return fitting.length === 0 ? undefined : Math.max(...fitting);
}

/** An exact name fits best, then the longest `*.`, then none. */
function nameFit(names: readonly string[], name: string): number | undefined {
  if (names.length === 0) return 0;
  const own = name.toLowerCase();
  if (own !== '' && names.some((one) => one.toLowerCase() === own)) return Number.MAX_SAFE_INTEGER;
  const ends = names.filter((one) => one.startsWith('*.') && own.endsWith(one.slice(1).toLowerCase()));
  return ends.length === 0 ? undefined : Math.max(...ends.map((one) => one.length));
}

/** The match of a chain; without one it takes everything. */
export const matchOf = (chain: Data): Data => tableOrEmpty(chain, 'filter_chain_match');
