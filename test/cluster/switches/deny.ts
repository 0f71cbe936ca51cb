/** A rule of the cluster that refuses writes to one object, and its end. */
import type { Lab } from '../lab/lab.ts';
import type { KubernetesObject } from '../lab/object.ts';
import { until } from '../lab/process.ts';

const admission = 'admissionregistration.k8s.io/v1';
export const denial = 'frozen by the platform team';

/** Refuses every write to the routes of this name. */
const policy = (name: string): readonly KubernetesObject[] => [
  {
    apiVersion: admission,
    kind: 'ValidatingAdmissionPolicy',
    metadata: { name: 'freeze' },
    spec: {
      failurePolicy: 'Fail',
      matchConstraints: {
        resourceRules: [
          {
            apiGroups: ['networking.istio.io', 'gateway.networking.k8s.io'],
            apiVersions: ['*'],
            operations: ['CREATE', 'UPDATE'],
            resources: ['virtualservices', 'httproutes'],
          },
        ],
      },
      validations: [{ expression: `object.metadata.name != '${name}'`, message: denial }],
    },
  },
  {
    apiVersion: admission,
    kind: 'ValidatingAdmissionPolicyBinding',
    metadata: { name: 'freeze' },
    spec: { policyName: 'freeze', validationActions: ['Deny'] },
  },
];

/** Waits until the rule is in force, seen by a write that changes nothing that counts. */
export async function deny(lab: Lab, object: KubernetesObject, name: string): Promise<void> {
  const refused = await lab.apply(policy(name));
  if (refused.size > 0) throw new Error([...refused.values()].join());
  let round = 0;
  const { apiVersion, kind, metadata } = object;
  await until(`writes to ${metadata.name} are ${name === metadata.name ? 'refused' : 'taken'}`, 60, async () => {
    round += 1;
    const probe = { apiVersion, kind, metadata: { ...metadata, annotations: { probe: `${round}` } } };
    return ((await lab.api.apply(probe)) !== undefined) === (name === metadata.name);
  });
}

export const allow = (lab: Lab, object: KubernetesObject): Promise<void> => deny(lab, object, 'none');
