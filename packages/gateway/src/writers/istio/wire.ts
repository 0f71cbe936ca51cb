/** Differences of Istio's gateways that hold for every route: what they refuse, add, and read otherwise. */
import { all, any, type Condition } from '@banyan/core/condition/condition.ts';
import type { Notes } from '../envoy/notes.ts';
import type { Mode } from './rules/words.ts';

const raw = (matches: string): Condition => ({ subject: 'rawPath', matches });

/**
 * Requests whose path Istio changes on its way (pathNormalization BASE: dot segments, and what Envoy's parser escapes or
 * unescapes with them), and those where the source reads another path than Istio.
 */
export const changedPath: Condition = any([
  raw(
    '%(?:2[DdEe]|3[0-9]|[46][1-9A-Fa-f]|[57][0-9Aa]|5[Ff]|7[Ee])|["<>\\\\^`{|}]|/\\.{1,2}(?:/|$)|/(?:\\.|%2[Ee]){1,2}(?:/|$)',
  ),
  { subject: 'target', matches: '#' },
]);

/** Requests whose path is read otherwise: slashes that the source merges, and escaped ones. */
export const readOtherwise: Condition = raw('//|%2[Ff]|%5[Cc]|\\\\');

export function sayWire(notes: Notes, mode: Mode, forwards: boolean): void {
  if (forwards) notes.say({ code: 'IST002', routes: 'all', when: all([]), headers: addedHeaders });
  if (mode === 'filters') return;
  if (mode === 'plain') notes.say({ code: 'IST001', routes: 'all', when: readOtherwise });
  notes.say({ code: 'IST003', routes: 'all', when: { subject: 'httpVersion', equals: '1.0' } });
  if (!forwards || mode === 'lua') return;
  notes.say({ code: 'IST005' });
  notes.say({
    code: 'IST004',
    routes: 'all',
    when: any([
      { subject: 'header:x-forwarded-for', present: true },
      { subject: 'header:x-real-ip', present: true },
    ]),
  });
}

/** What a gateway of Istio sends to upstreams on its own account. */
const addedHeaders = [
  'x-request-id',
  'x-envoy-attempt-count',
  'x-envoy-decorator-operation',
  'x-envoy-external-address',
  'x-envoy-internal',
  'x-envoy-original-path',
  'x-envoy-original-host',
  'x-envoy-peer-metadata',
  'x-envoy-peer-metadata-id',
  'x-forwarded-client-cert',
] as const;
