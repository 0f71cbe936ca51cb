/** Which requests a route is about, as far as its hosts, paths and methods say it. */
import type { Condition } from '@banyan/core/condition/condition.ts';
import { all, always, any } from '@banyan/core/condition/condition.ts';
import { child } from '@banyan/core/document/values.ts';
import type { Reading } from './context.ts';
import { hostNodes, parseHost } from './hosts.ts';
import type { Item } from './objects.ts';
import { idOf, itemsOf, textOf } from './typed.ts';

/** The requests that can lead to a route; somewhat more where a path has wildcards or parameters. */
export function addressed({ objects }: Pick<Reading, 'objects'>, route: Item): Condition {
  const service = objects.services.get(idOf(child(route.node, 'service_id')) ?? '');
  const hosts = hostNodes(route, service).map((node) => hostCondition(textOf(node) ?? ''));
  const methods = itemsOf(child(route.node, 'methods')).flatMap((node) => textOf(node) ?? []);
  return all([
    hosts.length === 0 ? always : any(hosts),
    any(pathsOf(route)),
    methods.length === 0 ? always : { subject: 'method', in: methods },
  ]);
}

function hostCondition(pattern: string): Condition {
  const { match, condition } = parseHost(pattern, false, []);
  if (match.kind === 'any') return condition;
  return match.kind === 'exact' ? { subject: 'host', equals: match.name } : { subject: 'host', suffix: match.suffix };
}

function pathsOf(route: Item): readonly Condition[] {
  const one = child(route.node, 'uri');
  const texts = (one === undefined ? itemsOf(child(route.node, 'uris')) : [one]).flatMap((node) => textOf(node) ?? []);
  return texts.map((text): Condition => {
    const wildcard = text.search(/[*:]/);
    return { subject: 'path', ...(wildcard < 0 ? { equals: text } : { prefix: text.slice(0, wildcard) }) };
  });
}
