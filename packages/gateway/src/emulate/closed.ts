/**
 * A route whose protection is not emulated is not served: what stands before the gateway would otherwise reach services that
 * the real one guards. The same rule holds for converted configurations.
 */
import { knownPlugins } from '../readers/apisix/plugins/known.ts';
import type { Answer } from '../semantics/answer.ts';

/** Parts that are no plugins and stop or let through requests. */
const others = new Set(['script', 'filter_func', '_meta.pre_function', '$secret://']);

/** Whether leaving the part out could let a request through; so does a plugin that nobody knows. */
export function protects(part: string): boolean {
  if (others.has(part) || part.startsWith('workflow ')) return true;
  if (/[ .]/.test(part) || part.startsWith('graphql_')) return false;
  return (knownPlugins.get(part)?.effect ?? 'protection') === 'protection';
}

/** The refusal in place of an answer; it says why. */
export function closed(answer: Answer): Answer {
  return {
    status: 503,
    route: answer.route,
    headers: { 'content-type': 'application/json', 'x-banyan-finding': 'EMU007' },
    body: `${JSON.stringify({ error_msg: `EMU007: ${(answer.notCovered ?? []).join(', ')} is not emulated` })}\n`,
    trace: [...answer.trace, { step: 'closed', detail: 'EMU007' }],
    ...(answer.notCovered === undefined ? {} : { notCovered: answer.notCovered }),
  };
}
