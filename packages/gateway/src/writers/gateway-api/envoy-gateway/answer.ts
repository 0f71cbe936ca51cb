/** Answers and rewrites of Envoy routes as specs of HTTPRouteFilters. */
import type { JsonObject } from '../../envoy/config.ts';
import { closedHeader } from '../../envoy/policies/unmapped.ts';
import { record, text } from '../../kubernetes/plain.ts';
import type { Edits } from '../edits.ts';

/** Most characters of an answer (httproutefilter_types.go). */
const longestBody = 4096;

export function directResponse(answer: JsonObject, headers: Edits): JsonObject | undefined {
  const inline = text(record(answer['body'])['inline_string']);
  if (inline.length > longestBody || record(answer['body'])['inline_bytes'] !== undefined) return undefined;
  const contentType = headers.value('content-type');
  headers.drop('content-type');
  return {
    directResponse: {
      statusCode: Number(answer['status']),
      contentType,
      body: inline === '' ? undefined : { type: 'Inline', inline },
      header: headers.added(),
    },
  };
}

/** What is closed says so, as the Envoy writer's routes do. */
export const closedAnswer: JsonObject = {
  directResponse: {
    statusCode: 503,
    contentType: 'application/json',
    body: { type: 'Inline', inline: '{"error_msg":"closed by GWA001"}\n' },
    header: { set: [{ name: closedHeader, value: 'GWA001' }] },
  },
};

/** Envoy's regex_rewrite; undefined for any other rewrite of the path. */
export function regexRewrite(action: JsonObject): JsonObject | undefined {
  const { pattern, substitution } = record(action['regex_rewrite']);
  const regex = record(pattern)['regex'];
  if (typeof regex !== 'string' || typeof substitution !== 'string') return undefined;
  const replaceRegexMatch = { pattern: regex.replaceAll('\\C', '.'), substitution };
  return { urlRewrite: { path: { type: 'ReplaceRegexMatch', replaceRegexMatch } } };
}
