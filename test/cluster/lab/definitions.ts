/** The custom resource definitions of Istio and Gateway API, served before anything else begins. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Api } from './api.ts';
import type { Components } from './components.ts';
import { type KubernetesObject, readObjects } from './object.ts';
import { until } from './process.ts';

export type Channel = 'standard' | 'experimental';

export async function define(api: Api, { definitions }: Components, channel: Channel): Promise<void> {
  const files = [
    join(definitions, 'istio.yaml'),
    ...readdirSync(join(definitions, channel)).map((name) => join(definitions, channel, name)),
  ];
  const all = files
    .flatMap((file) => readObjects(readFileSync(file), file))
    .filter(({ kind }) => kind === 'CustomResourceDefinition');
  await Promise.all(
    all.map(async (one) => {
      const refusal = await api.apply(one);
      if (refusal !== undefined) throw new Error(`${one.metadata.name} is refused: ${refusal}`);
    }),
  );
  await Promise.all(
    all.map((one) =>
      until(`${one.metadata.name} is served`, 180, async () => {
        const seen = await api.read(one);
        return seen !== undefined && isServed(seen);
      }),
    ),
  );
}

interface Conditions {
  readonly status?: { readonly conditions?: readonly { readonly type: string; readonly status: string }[] };
}

/** The server says of a definition when it answers for it. */
function isServed(definition: KubernetesObject): boolean {
  // Of the server's own making.
  const { status } = definition as Conditions;
  return status?.conditions?.some((one) => one.type === 'Established' && one.status === 'True') === true;
}
