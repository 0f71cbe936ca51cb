/** What a write sends to the API server, as it is sent. */
import type { Split } from '../switches/switch.ts';
import type { KubernetesObject } from './object.ts';
import { managerOf } from './record.ts';
import { nothing, type SplitShape } from './split-switch.ts';

/** One server-side apply. */
interface Apply {
  readonly operation: 'apply';
  readonly fieldManager: string;
  readonly force: true;
  readonly object: KubernetesObject;
}

export const appliedObjects = (shape: SplitShape, what: Split | 'first'): readonly Apply[] =>
  shape.objects(what === 'first' ? nothing(shape) : what).map((object) => ({
    operation: 'apply',
    fieldManager: managerOf(shape.migration),
    force: true,
    object,
  }));
