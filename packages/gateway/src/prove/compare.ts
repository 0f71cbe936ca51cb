/** Two answers to one step, field by field, by the rules of docs/reference/vectors.md; and where chance sends requests. */
import type { GatewayRequest } from '@banyan/core/condition/request.ts';
import type { Difference } from '../semantics/compare/differences.ts';
import { differences, sentBody } from '../semantics/compare/differences.ts';
import type { SeenAnswer } from '../semantics/compare/seen.ts';
import type { Shown } from './asker.ts';
import { forwardDifferences } from './forwarding.ts';
import type { Step } from './witnesses/witness.ts';

/** `added`: request headers that a finding says the target adds. */
export function compared(
  { request }: Step,
  source: Shown,
  target: Shown,
  added: ReadonlySet<string>,
): readonly Difference[] {
  if (source.shares !== undefined || target.shares !== undefined)
    return shareDifferences(source.shares ?? {}, target.shares ?? {});
  const [expected, observed] = alike(source.seen, target.seen);
  return [
    ...differences(expected, observed, { complete: true, ...sentBody(request), added }).filter(
      (one) => one.field !== phase && !madeAnew(one, request),
    ),
    ...forwardDifferences(source.forward, target.forward),
  ];
}

/** Seconds until a window ends: each side counts its windows from another moment. */
const phase = 'headers.x-ratelimit-reset';

const uuid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Two identifiers of which the client sent neither, or one text with bytes that are none, which each side shows in its way. */
function madeAnew({ expected, observed }: Difference, request: GatewayRequest): boolean {
  if (typeof expected !== 'string' || typeof observed !== 'string') return false;
  if (uuid.test(expected) && uuid.test(observed)) {
    const sent = JSON.stringify(request);
    return !sent.includes(expected) && !sent.includes(observed);
  }
  return readable(expected) === readable(observed);
}

const readable = (text: string): string => text.replace(/[\uDC80-\uDCFF\uFFFD]+/g, '\uFFFD');

/** A page is a page on either side; what only one of the two can say of itself is left out. */
function alike(source: SeenAnswer, target: SeenAnswer): readonly [SeenAnswer, SeenAnswer] {
  const paged = source.body_kind === undefined ? target.body_kind : source.body_kind;
  const [one, other] = [withoutReserved(source), withoutReserved(target)];
  return paged === undefined ? [one, other] : [{ ...one, body_kind: paged }, other];
}

/** Names that conversions keep for themselves are taken off what clients send; that is no difference to speak of. */
function withoutReserved(seen: SeenAnswer): SeenAnswer {
  const { upstream } = seen;
  if (upstream?.removed?.some((name) => name.startsWith('x-banyan-')) !== true) return seen;
  return {
    ...seen,
    upstream: { ...upstream, removed: upstream.removed.filter((name) => !name.startsWith('x-banyan-')) },
  };
}

const notes = new Set(['x-envoy-decorator-operation', 'x-envoy-attempt-count']);

/** Between proxies of one kind, what they note for nodes about their own work is no difference. */
export function withoutNotes(shown: Shown): Shown {
  const { upstream } = shown.seen;
  if (upstream === undefined) return shown;
  const headers = Object.fromEntries(Object.entries(upstream.headers).filter(([name]) => !notes.has(name)));
  return { ...shown, seen: { ...shown.seen, upstream: { ...upstream, headers } } };
}

/** Weights are whole numbers of small sums; what differs by less was rounded. */
const tolerance = 15;

function shareDifferences(
  expected: Readonly<Record<string, number>>,
  observed: Readonly<Record<string, number>>,
): readonly Difference[] {
  const places = new Set([...Object.keys(expected), ...Object.keys(observed)]);
  const far = [...places].some((place) => Math.abs((expected[place] ?? 0) - (observed[place] ?? 0)) > tolerance);
  return far ? [{ field: 'shares', expected, observed }] : [];
}
