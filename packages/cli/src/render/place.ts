/** Places in files, as people read them: file:line:column. */
import { placeOf } from '@banyan/core/document/locate.ts';
import type { Node } from '@banyan/core/document/node.ts';
import type { Place } from '@banyan/core/document/place.ts';

/** `file:line:column`, the file relative to the folder that the user is in where it lies below it. */
export function placeText({ file, line, column }: Place, directory?: string): string {
  const below = directory !== undefined && file.startsWith(`${directory}/`) ? file.slice(directory.length + 1) : file;
  return `${below}:${line}:${column}`;
}

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
    return node === undefined ? undefined : placeText(placeOf(node));
  };
