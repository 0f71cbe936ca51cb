/** The forms of a configuration, the most telling first. Add one: a file or folder beside this one, and a line here. */
import type { Document } from '@banyan/core/document/node.ts';
import { adcDoor } from './adc/adc.ts';
import { adminDoor } from './admin.ts';
import type { Door } from './door.ts';
import { etcdDoor } from './etcd.ts';
import { kubernetesDoor } from './kubernetes/kubernetes.ts';
import { standaloneDoor } from './standalone.ts';

const list: readonly Door[] = [kubernetesDoor, etcdDoor, adminDoor, adcDoor, standaloneDoor];

/** By the name that `--from` takes. */
export const doors: ReadonlyMap<string, Door> = new Map(list.map((door) => [`apisix-${door.name}`, door]));

/** The door that a source comes through; a standalone file when nothing else fits. */
export function doorOf(documents: readonly Document[]): Door {
  return list.find((door) => documents.some((document) => door.recognizes(document))) ?? standaloneDoor;
}
