/** What the filters of an Envoy route do, sorted by who does it in Istio: an http rule, a script, or nobody. */
import type { JsonObject } from '../../envoy/config.ts';
import { restoreFilter } from '../../envoy/lua/path.ts';
import { jwtFilter } from '../../envoy/policies/authenticate-by-jwt.ts';
import { requestFilter, responseFilter } from '../../envoy/route-filters.ts';
import { switchFilter } from '../../envoy/switches.ts';
import { verifyScript } from '../extensions/verify-token.ts';
import { list, record, text } from '../../kubernetes/plain.ts';
import type { Words } from './words.ts';

interface Growing {
  readonly request: JsonObject[];
  readonly response: JsonObject[];
  readonly scripts: (readonly [string, string])[];
  readonly unsaid: string[];
  fault: JsonObject | undefined;
}
export type Filters = Readonly<Growing>;

/** A delay is the one fault that the Envoy writer makes; a share of a million becomes per cent. */
function faultOf({ fixed_delay, percentage }: JsonObject): JsonObject {
  const value = Number(record(percentage)['numerator'] ?? 0) / 10_000;
  return { delay: { fixedDelay: fixed_delay, percentage: { value } } };
}

export function filtersOf(route: JsonObject, { mode, tokens }: Words): Filters {
  const found: Growing = { request: [], response: [], scripts: [], unsaid: [], fault: undefined };
  for (const [name, value] of Object.entries(record(route['typed_per_filter_config']))) {
    const config = record(value);
    const mutations = record(config['mutations']);
    const source = record(config['source_code'])['inline_string'];
    if (name === responseFilter) found.response.push(...list(mutations['response_mutations']));
    else if (name === requestFilter) {
      found.request.push(...list(mutations['request_mutations']));
      if (mutations['query_parameter_mutations'] !== undefined) found.unsaid.push('query_parameter_mutations');
    } else if (name === switchFilter) found.unsaid.push(...switchedBy(list(mutations['request_mutations'])));
    else if (typeof source === 'string') found.scripts.push([name, source]);
    else if (text(config['@type']).endsWith('.HTTPFault')) found.fault = faultOf(record(config['delay']));
    else if (name === restoreFilter) found.scripts.push([name, keepsTarget]);
    else if (name === jwtFilter && mode === 'lua') {
      const script = verifyScript(tokens, text(config['requirement_name']));
      if (script === undefined) found.unsaid.push(name);
      else found.scripts.push([name, script]);
    } else found.unsaid.push(name);
  }
  return found;
}

/** The filters that a route switches on, without what tells those of one kind apart. */
const switchedBy = (mutations: readonly JsonObject[]): readonly string[] => [
  ...new Set(
    mutations
      .flatMap(({ append }) => text(record(record(append)['header'])['value']).split(' '))
      .filter((name) => name !== '')
      .map((name) => name.replace(/\/.*$/, '')),
  ),
];

/** The path as it was made before a route was chosen. */
const keepsTarget = 'function envoy_on_request(handle) end\n';
