import type { GatewayRequest } from '@banyan/core/condition/request.ts';
import type { Answer } from './semantics/answer.ts';
import type { Evaluator } from './semantics/evaluator.ts';
import { requestSchema } from './semantics/schema.ts';

/** What became of one line. */
export type Asked =
  | { readonly line: number; readonly request: GatewayRequest; readonly answer: Answer }
  | { readonly line: number; readonly problem: 'json' | 'shape'; readonly at: string };

/**
 * Answers requests, one JSON text a line (semantics/schema.ts), by the rules of a gateway. Lines are answered in their order,
 * with the state that the lines before them left (limits, round robin). Empty lines are passed over, a line that holds no
 * request yields a problem and changes nothing. Requests come at the moment `now` (milliseconds since 1970), and
 * `pause_before_ms` moves it on.
 */
export function* ask(evaluator: Evaluator, lines: Iterable<string>, begin: number): Generator<Asked> {
  let now = begin;
  let line = 0;
  for (const text of lines) {
    line++;
    if (text.trim() === '') continue;
    const read = readRequest(text);
    if ('problem' in read) {
      yield { line, ...read };
      continue;
    }
    now += read.pause;
    yield { line, request: read.request, answer: evaluator.answer(read.request, { now }) };
  }
}

type Read =
  | { readonly request: GatewayRequest; readonly pause: number }
  | { readonly problem: 'json' | 'shape'; readonly at: string };

function readRequest(text: string): Read {
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch {
    return { problem: 'json', at: '' };
  }
  const parsed = requestSchema.safeParse(data);
  if (!parsed.success) return { problem: 'shape', at: parsed.error.issues[0]?.path.join('.') ?? '' };
  const { pause_before_ms: pause = 0, ...fields } = parsed.data;
  const { body, client_ip, client_port, scheme, http_version, port, sni, client_certificate, ...required } = fields;
  const request: GatewayRequest = {
    ...required,
    ...(body === undefined ? {} : { body }),
    ...(client_ip === undefined ? {} : { client_ip }),
    ...(client_port === undefined ? {} : { client_port }),
    ...(scheme === undefined ? {} : { scheme }),
    ...(http_version === undefined ? {} : { http_version }),
    ...(port === undefined ? {} : { port }),
    ...(sni === undefined ? {} : { sni }),
    ...(client_certificate === undefined ? {} : { client_certificate }),
  };
  return { request, pause };
}
