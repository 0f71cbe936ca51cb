/** What `istioctl validate` and `istioctl analyze` say of the objects of many cases, by namespace. */
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type KubernetesObject, printObjects } from '../../cluster/lab/object.ts';

export interface Remark {
  readonly namespace: string;
  readonly text: string;
}

/** Errors of both; warnings of `analyze` are no errors. */
export function errorsOf(istioctl: string, objects: readonly KubernetesObject[], folder: string): Remark[] {
  const file = join(folder, 'validate.yaml');
  writeFileSync(file, printObjects(objects));
  const around = join(folder, 'analyze.yaml');
  writeFileSync(around, printObjects([...objects, ...surroundings(objects)]));
  return [...validate(istioctl, file), ...analyze(istioctl, around)];
}

/** After the warnings, one line for each error: `* KIND/NAMESPACE/NAME: text`. */
function validate(istioctl: string, file: string): Remark[] {
  const done = spawnSync(istioctl, ['validate', '-f', file], { encoding: 'utf8', maxBuffer: 1 << 28 });
  if (done.status === 0) return [];
  const errors = done.stderr.slice(Math.max(0, done.stderr.indexOf('Error:')));
  const remarks = [...errors.matchAll(/^\s*\* (\S+)\/(\S+)\/(\S+): (.*)$/gm)].map(
    ([, kind = '', namespace = '', name = '', text = '']): Remark => ({
      namespace,
      text: `istioctl validate: ${kind} ${name}: ${text}`,
    }),
  );
  return remarks.length > 0 ? remarks : [{ namespace: '', text: `istioctl validate: ${done.stderr.slice(0, 2000)}` }];
}

interface Message {
  readonly code: string;
  readonly level: string;
  readonly message: string;
  /** KIND NAMESPACE/NAME */
  readonly origin?: string;
}

function analyze(istioctl: string, file: string): Remark[] {
  const args = ['analyze', '--all-namespaces', '--use-kube=false', '--output=json', file];
  const done = spawnSync(istioctl, args, { encoding: 'utf8', maxBuffer: 1 << 28 });
  const begin = done.stdout.indexOf('[');
  if (begin < 0) return [{ namespace: '', text: `istioctl analyze: ${(done.stderr + done.stdout).slice(0, 2000)}` }];
  // The tool's own JSON.
  const messages = JSON.parse(done.stdout.slice(begin)) as readonly Message[];
  return messages
    .filter(({ level }) => level === 'Error')
    .map(({ code, message, origin = '' }) => ({
      namespace: /^\S+ ([^/]+)\//.exec(origin)?.[1] ?? '',
      text: `istioctl analyze: ${code} ${origin}: ${message}`,
    }));
}

/** What a cluster would have around the objects: the namespaces, and a workload for each gateway. */
function surroundings(objects: readonly KubernetesObject[]): KubernetesObject[] {
  const namespaces = new Set(objects.map(({ metadata }) => metadata.namespace ?? 'default'));
  const gateways = objects.filter(({ kind, apiVersion }) => kind === 'Gateway' && apiVersion.includes('istio.io'));
  return [
    ...Array.from(
      namespaces,
      (name): KubernetesObject => ({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } }),
    ),
    ...gateways.map(({ metadata, spec }): KubernetesObject => {
      // Istio's own schema: the labels of the workloads that serve it.
      const { selector } = spec as { readonly selector?: Record<string, string> };
      return {
        apiVersion: 'v1',
        kind: 'Pod',
        metadata: { ...metadata, name: `workload-of-${metadata.name}`, labels: selector ?? {} },
        spec: { containers: [{ name: 'istio-proxy', image: 'proxyv2' }] },
      };
    }),
  ];
}
