/** Reads a file of accepted findings. */
import { placeOf } from '@banyan/core/document/locate.ts';
import type { Node } from '@banyan/core/document/node.ts';
import { readDocuments } from '@banyan/core/document/read.ts';
import { child, plain } from '@banyan/core/document/values.ts';
import type { Finding } from '@banyan/core/finding/finding.ts';
import { finding } from '@banyan/core/finding/finding.ts';
import type { Result } from '@banyan/core/result.ts';
import { err, ok } from '@banyan/core/result.ts';
import type { SourceFile } from '../readers/reader.ts';
import type { Accepting } from './accept.ts';
import { acceptancesSchema } from './schema.ts';

/** The node at a path of keys, or the last one above it that is there. */
function nearest(root: Node, path: readonly PropertyKey[]): Node {
  let node = root;
  for (const step of path) {
    const next = node.kind === 'list' ? node.items[Number(step)] : child(node, String(step));
    if (next === undefined) return node;
    node = next;
  }
  return node;
}

export function readAcceptances(file: SourceFile): Result<Accepting['acceptances'], readonly Finding[]> {
  const read = readDocuments(file.bytes, file.name);
  if (!read.ok) return read;
  const [document] = read.value;
  if (document === undefined) return ok([]);
  const checked = acceptancesSchema.safeParse(plain(document.root));
  if (!checked.success) {
    return err(
      checked.error.issues.map(({ path, message }) =>
        finding('CNV013', { at: path.join('.'), problem: message }, { source: placeOf(nearest(document.root, path)) }),
      ),
    );
  }
  return ok(
    checked.data.accepted.map((one, index) => ({
      ...one,
      place: placeOf(nearest(document.root, ['accepted', index])),
    })),
  );
}
