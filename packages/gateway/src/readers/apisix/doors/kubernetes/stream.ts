/** Rules for TCP and UDP as stream routes; what becomes of those the reader says. */
import type { Node } from '@banyan/core/document/node.ts';
import { child } from '@banyan/core/document/values.ts';
import { idOf } from '../../typed.ts';
import { backendOf } from './backend.ts';
import type { Manifest } from './manifest.ts';
import type { Translation } from './translation.ts';

export function readStream(translation: Translation, route: Manifest, rule: Node): void {
  const { make, collected } = translation;
  const backend = child(rule, 'backend');
  const service = child(backend, 'serviceName');
  const nodes =
    service === undefined
      ? []
      : backendOf(translation, {
          namespace: route.namespace,
          service,
          port: child(backend, 'servicePort'),
          weight: undefined,
          byService: idOf(child(backend, 'resolveGranularity')) === 'service',
        }).nodes;
  const id = `${route.namespace}_${route.name}_${idOf(child(rule, 'name')) ?? ''}_${idOf(child(rule, 'protocol')) ?? 'TCP'}`;
  // Every field of the rule stands for itself, so that all of it is accounted for with the stream route.
  collected.add(
    'stream_routes',
    id,
    make.object(rule, [
      ...(rule.kind === 'object' ? rule.entries : []),
      ['upstream', make.object(rule, [['nodes', make.list(rule, nodes)]])],
    ]),
  );
}
