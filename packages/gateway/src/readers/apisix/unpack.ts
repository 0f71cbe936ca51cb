/** Packed files as files in which places can be told. */
import type { SourceFile } from '../reader.ts';
import { doors } from './doors/list.ts';

/** What stands at the beginning of a packed file: an object, or a key of etcd. */
const packed = /^\s*[{/]/;

/** The unpacked file of that name stands beside the output, so that findings can point into it. */
export function unpack(file: SourceFile): SourceFile | undefined {
  if (!packed.test(Buffer.from(file.bytes.subarray(0, 200)).toString())) return undefined;
  const text = Buffer.from(file.bytes).toString();
  for (const door of doors.values()) {
    const plain = door.unpack?.(text);
    if (plain !== undefined) {
      const name = `source-${(file.name.split('/').at(-1) ?? '').replace(/(\.json)?$/, '')}.unpacked.json`;
      return { name, bytes: Buffer.from(plain), snapshot: true };
    }
  }
  return undefined;
}
