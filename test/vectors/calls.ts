/** Plays the servers that plugins ask, by the case's `backends`, and keeps what they were asked. */
import { bytesOfText, textOfBytes } from '@banyan/core/condition/path.ts';
import type { Call, CallAnswer } from '@banyan/gateway/semantics/call.ts';
import type { AuxSeen, Headers, Json, SeenAnswer } from '@banyan/gateway/semantics/compare/seen.ts';
import type { VectorCase } from './vector.ts';
import { react } from './wire/behaviour.ts';
import { addressOf, plainPorts } from './wire/hosts.ts';

/** Stateful: the calls since the last answer. */
export class Calls {
  readonly #one: VectorCase;
  #made: Call[] = [];

  constructor(one: VectorCase) {
    this.#one = one;
  }

  answer(call: Call): CallAnswer {
    const node = addressOf(call.node);
    if (!plainPorts.includes(Number(node.slice(node.lastIndexOf(':') + 1))) || call.scheme !== 'http') return undefined;
    this.#made.push(call);
    const headers = Object.entries(call.headers).map(([name, value]) => [name, textOfBytes(value)] as const);
    const seen = { node, method: call.method, target: textOfBytes(call.target), host: call.host, headers };
    const reaction = react(this.#behaviour(call.node), { ...seen, body: textOfBytes(call.body ?? '') });
    if (reaction.kind !== 'answer' || reaction.delay >= call.timeout) return undefined;
    const back = reaction.headers.map(([name, value]) => [name, bytesOfText(value)] as const);
    return { status: reaction.status, headers: back, body: bytesOfText(reaction.body) };
  }

  /** The answer with what those servers were asked for it, where the case records that; what they saw is then forgotten. */
  beside(answer: SeenAnswer, { aux }: SeenAnswer): SeenAnswer {
    const calls = this.#made;
    this.#made = [];
    // A mirror gets its copy from whoever forwards the request, and nothing is forwarded here.
    const mirrored = this.#one.family === 'proxy-mirror';
    if (aux === undefined || mirrored) return answer;
    return { ...answer, aux: calls.map((call, index) => view(call, aux[index])) };
  }

  #behaviour(node: string): VectorCase['backends'][string] | undefined {
    return this.#one.backends[node] ?? this.#one.backends[addressOf(node)];
  }
}

/** Lengths are left out where the body is compared as JSON; the runner's own `Connection: close` stands in it. */
function view(call: Call, expected: AuxSeen | undefined): AuxSeen {
  const headers = Object.fromEntries(Object.entries(call.headers).map(([name, value]) => [name, textOfBytes(value)]));
  const seen = { node: addressOf(call.node), method: call.method, target: textOfBytes(call.target), host: call.host };
  if (expected?.body_json === undefined) {
    const body = textOfBytes(call.body ?? '');
    return { ...seen, headers, ...(body === '' ? {} : { body }) };
  }
  const { 'content-length': _, ...rest } = headers;
  return { ...seen, headers: rest, body_json: withConnection(textOfBytes(call.body ?? '')) };
}

/** A policy's input, told by its shape, has the headers of the request. */
function withConnection(text: string): Json {
  // The body of a call is what an encoder made.
  const value = JSON.parse(text) as { readonly input?: { readonly request?: { readonly headers?: Headers } } };
  if (value.input?.request?.headers === undefined) return value;
  const headers = { connection: 'close', ...value.input.request.headers };
  return { ...value, input: { ...value.input, request: { ...value.input.request, headers } } };
}
