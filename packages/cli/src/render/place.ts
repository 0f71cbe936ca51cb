/** From a pointer into a configuration to file:line:column, for the trace of a decision. */
import { placeOf } from '@banyan/core/document/locate.ts';
import type { Node } from '@banyan/core/document/node.ts';

/** Looks a pointer (RFC 6901) up below a root; undefined when nothing stands there. */
export const placesIn =
  (root: Node) =>
  (pointer: string): string | undefined => {
    let node: Node | undefined = root;
    for (const step of pointer.split('/').slice(1)) {
      const key = step.replaceAll('~1', '/').replaceAll('~0', '~');
      if (node?.kind === 'object') node = node.entries.get(key);
      else node = node?.kind === 'list' ? node.items[Number(key)] : undefined;
    }
    if (node === undefined) return undefined;
    const { file, line, column } = placeOf(node);
    return `${file}:${line}:${column}`;
  };
