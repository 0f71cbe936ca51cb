/** A cause as a proof tells it: its smallest witness, both answers, and the lines of both files that decided. */
import type { GatewayRequest } from '@banyan/core/condition/request.ts';
import type { Shown } from './asker.ts';
import { curlLine } from './curl.ts';
import type { Judge, Judged, Sides } from './judge.ts';
import type { ProofDifference } from './proof.ts';
import { secretsOf } from './secrets.ts';
import { shrunk } from './shrink.ts';
import type { Cause } from './tally.ts';
import type { Step, Witness } from './witnesses/witness.ts';

/** Evaluations for making one witness smaller, and causes for which that is done. */
const tries = 150;
const mostShrunk = 60;
/** Where curl lines point to. */
const usual = 'http://127.0.0.1:9080';
/** Of a long body. */
const longest = 400;

/** Tells a cause by one witness and what it showed. `address` is where its curl lines point to. */
export function teller(
  { source, target }: Sides,
  recorded: readonly string[],
  address = usual,
): (cause: Cause, witness: Witness, judged: Judged) => ProofDifference {
  const secrets = secretsOf([source, target], recorded);
  const hidden = <T>(value: T): T => {
    // Hiding changes texts only, so that the shape stays.
    return JSON.parse(secrets.hide(JSON.stringify(value))) as T;
  };
  return (cause, witness, judged) => {
    const curl = witness.steps.flatMap((step) => linesOf(step, address, secrets.hide));
    const { step } = judged;
    const fields = judged.differences.map(({ field, expected, observed }) => ({
      field,
      source: cut(expected),
      target: cut(observed),
    }));
    return {
      verdict: cause.verdict,
      route: cause.route,
      codes: [...cause.codes],
      fields: hidden(fields),
      count: cause.count,
      kinds: [...cause.kinds],
      witness: hidden({
        steps: witness.steps.map(({ request, ...rest }) => ({ request: plainRequest(request), ...rest })),
        ...(witness.nodes === undefined ? {} : { nodes: witness.nodes }),
        ...(witness.chances === undefined ? {} : { chances: witness.chances }),
      }),
      at: step,
      curl,
      credentials: secrets.named(curl.join('\n')).map((one) => ({ ...one })),
      source: hidden(answerOf(judged.source[step])),
      target: hidden(answerOf(judged.target[step])),
    };
  };
}

/** Tells causes by the smallest witness that still shows them. */
export function explainer(sides: Sides, judge: Judge, recorded: readonly string[]): (cause: Cause) => ProofDifference {
  const tell = teller(sides, recorded);
  let shrinks = 0;
  return (cause) => {
    const witness = shrinks++ < mostShrunk && cause.verdict === 'unknown' ? smallest(cause, judge) : cause.witness;
    const again = judge.judge(witness);
    // What depends on what was asked before may not show twice.
    return tell(cause, witness, again.differences.length === 0 ? cause.judged : again);
  };
}

/** Still unknown, and still in one of the fields that differed first. */
function smallest({ witness, judged }: Cause, judge: Judge): Witness {
  const fields = new Set(judged.differences.map(({ field }) => field));
  const holds = (smaller: Witness): boolean => {
    const found: Judged = judge.judge(smaller);
    return (
      found.verdict === 'unknown' &&
      found.route === judged.route &&
      found.differences.some(({ field }) => fields.has(field))
    );
  };
  const cost = witness.steps.reduce((sum, { repeat = 1 }) => sum + repeat, 0) * (witness.chances ?? 1);
  return shrunk(witness, holds, Math.max(10, Math.floor(tries / Math.max(1, cost / 50))));
}

function linesOf({ request, repeat, pause }: Step, address: string, hide: (text: string) => string): readonly string[] {
  const line = curlLine(request, address, hide);
  const waited = pause === undefined ? [] : [`sleep ${Math.ceil(pause / 1000)}`];
  return [...waited, repeat === undefined || repeat < 2 ? line : `for i in $(seq ${repeat}); do ${line}; done`];
}

const cut = (value: unknown): unknown =>
  typeof value === 'string' && value.length > longest ? `${value.slice(0, longest)}…` : (value ?? null);

function plainRequest({
  headers,
  body,
  ...rest
}: GatewayRequest): ProofDifference['witness']['steps'][number]['request'] {
  const { method, path, host, client_ip, scheme, http_version, sni } = rest;
  return {
    method,
    path,
    host,
    headers: Object.fromEntries(
      Object.entries(headers).map(([name, value]) => [name, typeof value === 'string' ? value : [...value]]),
    ),
    ...(body === undefined
      ? {}
      : { body: body.length > longest ? `${body.slice(0, longest)}… (${body.length})` : body }),
    ...(client_ip === undefined ? {} : { client_ip }),
    ...(scheme === undefined ? {} : { scheme }),
    ...(http_version === undefined ? {} : { http_version }),
    ...(sni === undefined ? {} : { sni }),
  };
}

/** Decisions that have a place, the last few. */
const mostDecisions = 6;

function answerOf(shown: Shown | undefined): ProofDifference['source'] {
  if (shown === undefined) return { answer: {}, decided: [] };
  const { seen, shares, route, trace } = shown;
  const answer = {
    ...seen,
    route,
    ...(shares === undefined ? {} : { shares }),
    ...(seen.body === undefined ? {} : { body: cut(seen.body) }),
  };
  return {
    answer,
    decided: trace
      .filter(({ place }) => place !== undefined)
      .slice(-mostDecisions)
      .map((one) => ({ ...one })),
  };
}
