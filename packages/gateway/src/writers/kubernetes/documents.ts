/** Objects of Kubernetes as one YAML file, each a document of its own. */
import type { JsonObject } from '../envoy/config.ts';
import { yamlPieces } from '../envoy/yaml.ts';

/** The text in pieces; may be walked through several times. */
export const documents = (objects: readonly JsonObject[]): Iterable<string> => ({
  *[Symbol.iterator]() {
    for (const [index, one] of objects.entries()) {
      if (index > 0) yield '---\n';
      yield* yamlPieces(one);
    }
  },
});
