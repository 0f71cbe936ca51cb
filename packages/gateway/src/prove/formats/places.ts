import { placeOf } from '@banyan/core/document/locate.ts';
import type { Node } from '@banyan/core/document/node.ts';

type Places = (pointer: string) => string | undefined;

/** Looks up pointers (RFC 6901) below a root: file:line:column, each once. */
export function placesBelow(root: Node | undefined): Places {
  const known = new Map<string, string | undefined>();
  return (pointer) => {
    if (!known.has(pointer)) known.set(pointer, placeText(root, pointer));
    return known.get(pointer);
  };
}

/** The same below a list of roots, whose index comes first in the pointer. */
export function placesAmong(roots: readonly Node[]): Places {
  const below = roots.map(placesBelow);
  return (pointer) => {
    const [, index = '', ...rest] = pointer.split('/');
    return below[Number(index)]?.(rest.length === 0 ? '' : `/${rest.join('/')}`);
  };
}

function placeText(root: Node | undefined, pointer: string): string | undefined {
  let node = root;
  for (const step of pointer.split('/').slice(1)) {
    const key = step.replaceAll('~1', '/').replaceAll('~0', '~');
    if (node?.kind === 'object') node = node.entries.get(key);
    else node = node?.kind === 'list' ? node.items[Number(key)] : undefined;
  }
  if (node === undefined) return undefined;
  const { file, line, column } = placeOf(node);
  return `${file}:${line}:${column}`;
}
