/** Places in files, as people read them: file:line:column. */
import type { Place } from '@banyan/core/document/place.ts';

/** `file:line:column`, the file relative to the folder that the user is in where it lies below it. */
export function placeText({ file, line, column }: Place, directory?: string): string {
  const below = directory !== undefined && file.startsWith(`${directory}/`) ? file.slice(directory.length + 1) : file;
  return `${below}:${line}:${column}`;
}
