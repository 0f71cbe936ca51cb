/** Which requests a route is about, as far as its paths say it. */
import type { Condition } from '@banyan/core/condition/condition.ts';
import { any } from '@banyan/core/condition/condition.ts';
import { child } from '@banyan/core/document/values.ts';
import type { Item } from './objects.ts';
import { itemsOf, textOf } from './typed.ts';

/** The requests whose path can lead to a route; somewhat more where a path has wildcards or parameters. */
export function addressed(route: Item): Condition {
  const one = child(route.node, 'uri');
  const texts = (one === undefined ? itemsOf(child(route.node, 'uris')) : [one]).flatMap((node) => textOf(node) ?? []);
  return any(
    texts.map((text): Condition => {
      const wildcard = text.search(/[*:]/);
      return { subject: 'path', ...(wildcard < 0 ? { equals: text } : { prefix: text.slice(0, wildcard) }) };
    }),
  );
}
