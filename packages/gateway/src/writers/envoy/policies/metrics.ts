/** prometheus: Envoy counts by itself, under names of its own; no answer changes. */
import type { Metrics } from '../../../model/observe.ts';
import type { Applied, Variant } from './variant.ts';

export const metrics = (_policy: Metrics, variants: readonly Variant[]): Applied => ({
  variants,
  differences: [{ code: 'ENV040', verdict: 'ignored' }],
});
