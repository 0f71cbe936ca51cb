/**
 * Random search led by coverage: requests that made an evaluator decide in a new way are changed further, with the texts of both
 * configurations. The same seed gives the same requests.
 */
import type { GatewayRequest } from '@banyan/core/condition/request.ts';
import type { Site } from './atoms/atoms.ts';
import { carrying, pathOf, withHeader, withPath, withQuery } from './edit.ts';
import type { Judged } from './judge.ts';
import type { Dice } from './random.ts';
import { hostOf, pathOf as atomPath } from './witnesses/base.ts';
import { edgesOf } from './witnesses/ranges.ts';
import { asking, type Witness } from './witnesses/witness.ts';

export interface Found {
  readonly witness: Witness;
  readonly judged: Judged;
}

export interface Search {
  readonly sites: readonly Site[];
  readonly seeds: readonly GatewayRequest[];
  readonly dice: Dice;
  /** Requests to try. */
  readonly budget: number;
  readonly judge: (witness: Witness) => Judged;
}

/** Every request that was tried, with its judgement. */
export function* search({ sites, seeds, dice, budget, judge }: Search): Generator<Found> {
  const known = new Set<string>();
  const corpus = [...seeds];
  for (let tried = 0; tried < budget; tried++) {
    const from = dice.pick(corpus);
    if (from === undefined) return;
    const witness = asking(changed(from, sites, dice));
    const judged = judge(witness);
    const way = wayOf(judged);
    const [step] = witness.steps;
    if (!known.has(way) && step !== undefined) {
      known.add(way);
      corpus.push(step.request);
    }
    yield { witness, judged };
  }
}

/** The decisions on both sides, as one text. */
const wayOf = ({ source, target }: Judged): string =>
  [...source, ...target]
    .map(({ seen, trace }) => `${seen.status}|${trace.map(({ step, place }) => `${step}@${place ?? ''}`).join('|')}`)
    .join('||');

type Change = (request: GatewayRequest, site: Site, dice: Dice) => GatewayRequest;

function changed(request: GatewayRequest, sites: readonly Site[], dice: Dice): GatewayRequest {
  let made = request;
  for (let times = 1 + Math.floor(dice.next() * 3); times > 0; times--) {
    const [site, change] = [dice.pick(sites), dice.pick(changes)];
    if (site !== undefined && change !== undefined) made = change(made, site, dice);
  }
  return made;
}

const pieces = [
  'x',
  '/',
  '//',
  '.',
  '..',
  '/./',
  '/../',
  '%2F',
  '%2e',
  '%20',
  ';',
  '%',
  '+',
  '~',
  'A',
  '%C3%A4',
  '*',
  ':',
] as const;

const changes: readonly Change[] = [
  (request, { paths }, dice) => {
    const path = dice.pick(paths);
    return path === undefined ? request : withPath(request, atomPath(path));
  },
  (request, { paths }, dice) => {
    const path = dice.pick(paths);
    return path === undefined ? request : withPath(request, `${atomPath(path)}${pathOf(request)}`);
  },
  (request, _site, dice) => {
    const path = pathOf(request);
    const at = 1 + Math.floor(dice.next() * path.length);
    return withPath(request, `${path.slice(0, at)}${dice.pick(pieces) ?? ''}${path.slice(at)}`);
  },
  (request, _site, dice) => {
    const path = pathOf(request);
    const at = 1 + Math.floor(dice.next() * (path.length - 1));
    return withPath(request, path.slice(0, at) + path.slice(at + 1));
  },
  (request, _site, dice) => {
    const path = pathOf(request);
    const at = 1 + Math.floor(dice.next() * (path.length - 1));
    const char = path.charCodeAt(at);
    return Number.isNaN(char)
      ? request
      : withPath(request, `${path.slice(0, at)}%${char.toString(16).padStart(2, '0')}${path.slice(at + 1)}`);
  },
  (request, { hosts }, dice) => ({ ...request, host: hostOf(dice.pick(hosts) ?? 'any.example') }),
  (request, { methods }, dice) => ({
    ...request,
    method: dice.pick([...methods, 'GET', 'POST', 'OPTIONS', 'HEAD', 'DELETE']) ?? 'GET',
  }),
  (request, { tests }, dice) => {
    const test = dice.pick(tests);
    const value = test === undefined ? undefined : dice.pick([...test.accepted, ...test.refused, undefined]);
    return test === undefined ? request : carrying(request, test.carrier, value);
  },
  (request, { credentials }, dice) => {
    const one = dice.pick(credentials);
    return one === undefined ? request : (dice.pick([one.show, ...one.wrong])?.(request) ?? request);
  },
  (request, { addresses }, dice) => {
    const range = dice.pick(addresses);
    const address = range === undefined ? undefined : dice.pick([...edgesOf(range).inside, ...edgesOf(range).outside]);
    return address === undefined ? request : { ...request, client_ip: address };
  },
  (request, { origins }, dice) => withHeader(request, 'origin', dice.pick(origins) ?? 'https://elsewhere.invalid'),
  (request, _site, dice) => {
    const name = dice.pick(Object.keys(request.headers));
    return name === undefined ? request : withHeader(request, name, undefined);
  },
  (request, _site, dice) => withQuery(request, dice.pick(['a', 'b']) ?? 'a', dice.pick(['', '1', '/x', 'ä']) ?? ''),
];
