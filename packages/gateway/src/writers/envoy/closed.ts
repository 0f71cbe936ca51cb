/** Which routes are closed, read from what was made and not from what was meant. */
import { catalogue } from '@banyan/core/findings/catalogue.ts';
import type { FindingCode } from '@banyan/core/finding/finding.ts';
import type { Rule } from '../../model/model.ts';
import type { Written } from '../writer.ts';
import type { JsonObject } from './config.ts';
import { closedHeader } from './policies/unmapped.ts';

const isCode = (text: unknown): text is FindingCode => typeof text === 'string' && Object.hasOwn(catalogue, text);

/** The finding by which an Envoy route answers 503. */
function closedBy(route: JsonObject): FindingCode | undefined {
  const options = route['response_headers_to_add'];
  if (!Array.isArray(options)) return undefined;
  for (const option of options) {
    const header: unknown = Reflect.get(Object(option), 'header');
    const value: unknown = Reflect.get(Object(header), 'value');
    if (Reflect.get(Object(header), 'key') === closedHeader && isCode(value)) return value;
  }
  return undefined;
}

/** Each source route and code once, in the order of the rules. */
export function closedRoutes(made: ReadonlyMap<Rule, { readonly routes: readonly JsonObject[] }>): Written['closed'] {
  const found = new Map<string, Written['closed'][number]>();
  for (const [{ route }, { routes }] of made) {
    for (const one of routes) {
      const code = closedBy(one);
      if (code !== undefined) found.set(`${code} ${route}`, { route, code });
    }
  }
  return Array.from(found.values());
}
