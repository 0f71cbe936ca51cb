import { textOfBytes } from '@banyan/core/condition/path.ts';
import type { Answer } from '../../answer.ts';
import type { Context } from '../context.ts';
import type { Header } from '../request/headers.ts';
import type { Matched } from '../routing/router.ts';
import { ownName } from './respond.ts';
import { echoBody } from '../upstream/backend.ts';
import { upstreamView } from '../upstream/forward.ts';
import type { Proxied } from './proxy.ts';

/** What was sent by the client, for telling what changed on the way. */
export interface Original {
  readonly headers: readonly Header[];
  readonly body: string | undefined;
  readonly method: string;
}

/** Headers of the transport, which say nothing about the configuration. */
const left = new Set(['date', 'connection', 'transfer-encoding', 'content-length']);

/** Puts the outcome into the published form, as text instead of bytes. */
export function answerOf(
  context: Context,
  matched: Matched | undefined,
  proxied: Proxied | undefined,
  original: Original,
): Answer {
  const { response, consumer, trace, notCovered } = context;
  const statuses = new Set(proxied?.courses.map((way) => way.status));
  const varied = statuses.size > 1 && response.source !== 'plugin';
  if (context.notes.has('broken')) return brokenOff(context, proxied, original);
  const received = proxied !== undefined && proxied.nodes.length > 0;
  return {
    ...(varied ? { statuses: [...statuses].sort((a, b) => a - b) } : { status: response.status }),
    route: matched === undefined ? null : textOfBytes(matched.route.id),
    ...(matched === undefined ? {} : { matched_uri: textOfBytes(matched.path) }),
    ...(matched?.host === undefined ? {} : { matched_host: textOfBytes(matched.host) }),
    ...(consumer === undefined ? {} : { consumer: textOfBytes(consumer.name) }),
    ...(received ? { nodes: proxied.nodes.map(textOfBytes).sort() } : {}),
    ...(received && !varied ? { upstream: upstreamView(original.headers, proxied.outgoing, original.body) } : {}),
    ...(varied
      ? {}
      : { headers: headersOf(response.headers), ...bodyOf(context, proxied !== undefined, original.method) }),
    trace: trace ?? [],
    ...(notCovered.size === 0 ? {} : { notCovered: [...notCovered].sort() }),
  };
}

/** An error in a filter: the connection is closed without an answer, although a node may have been asked. */
function brokenOff(context: Context, proxied: Proxied | undefined, original: Original): Answer {
  return {
    status: 0,
    route: null,
    ...(context.consumer === undefined ? {} : { consumer: textOfBytes(context.consumer.name) }),
    ...(proxied === undefined ? {} : { nodes: proxied.nodes.map(textOfBytes).sort() }),
    ...(proxied === undefined ? {} : { upstream: upstreamView(original.headers, proxied.outgoing, original.body) }),
    headers: {},
    body: '',
    trace: context.trace ?? [],
  };
}

function headersOf(headers: readonly Header[]): Record<string, string> {
  const found: Record<string, string> = {};
  for (const { lower, value } of headers) {
    if (left.has(lower) || (lower === 'server' && value === ownName)) continue;
    const name = textOfBytes(lower);
    const known = found[name];
    found[name] = known === undefined ? textOfBytes(value) : `${known}\n${textOfBytes(value)}`;
  }
  return found;
}

function bodyOf({ response }: Context, proxied: boolean, method: string): { readonly body?: string } {
  if (response.source === 'page' || method === 'HEAD') return {};
  if (proxied && response.source === 'upstream' && response.body === echoBody) return {};
  return { body: textOfBytes(response.body) };
}
