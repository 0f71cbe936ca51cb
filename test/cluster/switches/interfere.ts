/** Somebody else writes to the object of a split. */
import type { Lab } from '../lab/lab.ts';
import type { KubernetesObject } from '../lab/object.ts';

/** Of the rules of both kinds of objects, what is changed here. */
interface Rule {
  readonly name?: string;
  readonly route?: readonly object[];
  readonly backendRefs?: readonly object[];
}

interface Spec {
  readonly http?: readonly Rule[];
  readonly rules?: readonly Rule[];
  readonly hosts?: readonly string[];
  readonly hostnames?: readonly string[];
}

/** Applies the object's spec as it is, but for the change. */
export async function changeSpec(lab: Lab, object: KubernetesObject, change: (spec: Spec) => Spec): Promise<void> {
  const found = await lab.api.read(object);
  // Of the kind that its name says.
  const spec = found?.['spec'] as Spec;
  const refused = await lab.api.apply({ ...object, spec: change(spec) });
  if (refused !== undefined) throw new Error(refused);
}

/** The rules of a phase with other weights; both sides stand in the order old, new. */
export const reweighted = (
  rules: readonly Rule[] | undefined,
  phase: string,
  weights: readonly [number, number],
): readonly Rule[] =>
  (rules ?? []).map((rule) => {
    if (!String(rule.name).includes(`.${phase}.`)) return rule;
    const sides = (all: readonly object[] | undefined) => weights.map((weight, index) => ({ ...all?.[index], weight }));
    return rule.route === undefined
      ? { ...rule, backendRefs: sides(rule.backendRefs) }
      : { ...rule, route: sides(rule.route) };
  });
