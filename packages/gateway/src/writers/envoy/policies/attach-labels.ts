/** attach-consumer-label: labels of the consumer as request headers; one that it lacks is taken off the request. */
import type { AttachLabels } from '../../../model/policy.ts';
import { headerOption, type JsonObject, literal } from '../config.ts';
import type { Applied, PolicyContext, Variant } from './variant.ts';

export function attachLabels(policy: AttachLabels, variants: readonly Variant[], { model }: PolicyContext): Applied {
  const labelsOf = (name: string | undefined): Readonly<Record<string, string>> =>
    model.consumers.find((consumer) => consumer.name === name)?.labels ?? {};
  const next = variants.map((variant): Variant => {
    const labels = labelsOf(variant.consumer);
    const mutations = policy.headers.map(([header, label]): JsonObject => {
      const value = labels[label];
      return value === undefined ? { remove: header } : { append: headerOption(header, literal(value)) };
    });
    return { ...variant, requestMutations: [...variant.requestMutations, ...mutations] };
  });
  return { variants: next, differences: [] };
}
