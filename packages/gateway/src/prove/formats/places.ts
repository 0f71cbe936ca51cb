import { placeOf } from '@banyan/core/document/locate.ts';
import type { Node } from '@banyan/core/document/node.ts';

/** Looks up pointers (RFC 6901) below a root: file:line:column, each once. */
export function placesBelow(root: Node | undefined): (pointer: string) => string | undefined {
  const known = new Map<string, string | undefined>();
  return (pointer) => {
    if (!known.has(pointer)) known.set(pointer, placeText(root, pointer));
    return known.get(pointer);
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
