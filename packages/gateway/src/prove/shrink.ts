/** Makes a counter-example smaller as long as it stays one: fewer steps, fewer headers, shorter texts. */
import type { GatewayRequest } from '@banyan/core/condition/request.ts';
import { withHeader, withPath, pathOf } from './edit.ts';
import type { Step, Witness } from './witnesses/witness.ts';

/** `holds` is asked at most `most` times. */
export function shrunk(witness: Witness, holds: (smaller: Witness) => boolean, most: number): Witness {
  let best = witness;
  let left = most;
  for (let again = true; again; ) {
    again = false;
    for (const smaller of candidates(best)) {
      if (left-- <= 0) return best;
      if (!holds(smaller)) continue;
      best = smaller;
      again = true;
      break;
    }
  }
  return best;
}

function* candidates(witness: Witness): Generator<Witness> {
  const { steps, nodes } = witness;
  if (steps.length > 1) for (const index of steps.keys()) yield { ...witness, steps: steps.toSpliced(index, 1) };
  if (nodes !== undefined) {
    const { nodes: _, ...plain } = witness;
    yield plain;
    for (const name of Object.keys(nodes.headers))
      yield {
        ...witness,
        nodes: { ...nodes, headers: Object.fromEntries(Object.entries(nodes.headers).filter(([one]) => one !== name)) },
      };
  }
  for (const [index, step] of steps.entries())
    for (const smaller of smallerSteps(step)) yield { ...witness, steps: steps.with(index, smaller) };
}

function* smallerSteps(step: Step): Generator<Step> {
  const { request, repeat } = step;
  if (repeat !== undefined && repeat > 1)
    for (const fewer of new Set([1, Math.floor(repeat / 2), repeat - 1]))
      if (fewer < repeat) yield { ...step, repeat: fewer };
  for (const smaller of smallerRequests(request)) yield { ...step, request: smaller };
}

function* smallerRequests(request: GatewayRequest): Generator<GatewayRequest> {
  for (const name of Object.keys(request.headers)) yield withHeader(request, name, undefined);
  if (request.path.includes('?')) yield { ...request, path: pathOf(request) };
  if (request.body !== undefined) {
    const { body: _, ...bare } = request;
    yield bare;
  }
  if (request.method !== 'GET') yield { ...request, method: 'GET' };
  if (request.client_ip !== undefined && request.client_ip !== '127.0.0.1') {
    const { client_ip: _, ...anywhere } = request;
    yield anywhere;
  }
  const segments = pathOf(request).split('/');
  for (let at = segments.length - 1; at > 0; at--) {
    const fewer = segments.toSpliced(at, 1).join('/');
    if (fewer.startsWith('/')) yield withPath(request, fewer);
  }
  if (segments.at(-1) !== '') yield withPath(request, [...segments.slice(0, -1), ''].join('/'));
  for (const [name, value] of Object.entries(request.headers)) {
    if (typeof value !== 'string') yield withHeader(request, name, value[0]);
    else if (value.length > 4 && !/^(authorization|cookie)$/i.test(name))
      yield withHeader(request, name, value.slice(0, Math.ceil(value.length / 2)));
  }
}
