/** ApisixGlobalRule: each plugin becomes a global rule of its name (`internal/adc/translator/globalrule.go`; ADC). */
import { child } from '@banyan/core/document/values.ts';
import { sortFields } from '../part.ts';
import type { Manifest } from './manifest.ts';
import { pluginsOf } from './plugins.ts';
import type { Translation } from './translation.ts';
import { isRefusal, markEnvelope, refuse } from './translation.ts';

export function readGlobalRule(translation: Translation, rule: Manifest): void {
  const { make, collected } = translation;
  markEnvelope(translation, rule);
  sortFields(translation.opening, rule.spec, { plugins: 'taken', ingressClassName: 'taken' }, 'ApisixGlobalRule');
  const plugins = pluginsOf(translation, rule.namespace, child(rule.spec, 'plugins'));
  if (isRefusal(plugins)) return refuse(translation, rule, plugins);
  for (const [plugin, node] of plugins) {
    collected.add('global_rules', plugin, make.object(node, [['plugins', make.object(node, [[plugin, node]])]]));
  }
  return undefined;
}
