/** A proof from what was counted. */
import type { Sides } from './judge.ts';
import type { Proof, ProofDifference } from './proof.ts';
import type { Side } from './side.ts';
import type { Tally } from './tally.ts';

type Rest = Pick<Proof, 'seed' | 'budget' | 'kinds' | 'differences' | 'traffic' | 'live'> & {
  readonly evaluations: number;
};

export function assembled({ source, target }: Sides, tally: Tally, { evaluations, ...rest }: Rest): Proof {
  const routes = tally.routes(source.atoms.sites.map(({ id, pointer }) => [id, source.place(pointer)]));
  const of = (verdict: Proof['routes'][number]['verdict']): number =>
    routes.filter((one) => one.route !== null && one.verdict === verdict).length;
  return {
    apiVersion: 'banyan.dev/v1alpha1',
    kind: 'Proof',
    source: described(source),
    target: described(target),
    summary: {
      routes: { same: of('same'), known: of('known'), unknown: of('unknown'), 'not-covered': of('not-covered') },
      witnesses: tally.witnesses,
      evaluations,
      differ: tally.differ,
    },
    ...rest,
    routes: [...routes],
    differences: together(rest.differences),
  };
}

/** Causes that turn out to be one when their witnesses are small. */
function together(differences: readonly ProofDifference[]): ProofDifference[] {
  const found = new Map<string, ProofDifference>();
  for (const one of differences) {
    const { verdict, route, codes, curl, witness } = one;
    const key = JSON.stringify([verdict, route, codes, curl, witness.nodes ?? null]);
    const known = found.get(key);
    const kinds = new Set([...(known?.kinds ?? []), ...one.kinds]);
    found.set(key, known === undefined ? one : { ...known, count: known.count + one.count, kinds: [...kinds] });
  }
  return [...found.values()];
}

const described = ({ format, name, files }: Side): Proof['source'] => ({ format, name, files: [...files] });
