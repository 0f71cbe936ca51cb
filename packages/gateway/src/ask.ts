import type { GatewayRequest } from '@banyan/core/condition/request.ts';
import type { Answer } from './semantics/answer.ts';
import { createEvaluator, type Options } from './semantics/apisix/evaluator.ts';
import { requestSchema } from './semantics/schema.ts';

/** What became of one line. */
export type Asked =
  | { readonly line: number; readonly request: GatewayRequest; readonly answer: Answer }
  | { readonly line: number; readonly problem: 'json' | 'shape'; readonly at: string };

export interface AskOptions extends Omit<Options, 'trace' | 'serve'> {
  /** Milliseconds since 1970; requests come at this moment, and `pause_before_ms` moves it on. */
  readonly now: number;
  /** Without the trace answers are made several times faster. */
  readonly trace?: boolean;
}

/**
 * Answers requests, one JSON text a line (semantics/schema.ts), by the rules of APISIX. Lines are answered in their order,
 * with the state that the lines before them left (limits, round robin). Empty lines are passed over, a line that holds no
 * request yields a problem and changes nothing.
 */
export function* ask(config: unknown, lines: Iterable<string>, options: AskOptions): Generator<Asked> {
  const evaluator = createEvaluator(config, { ...options, trace: options.trace ?? true });
  let { now } = options;
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
