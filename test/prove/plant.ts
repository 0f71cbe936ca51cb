/** Compares the source with a changed output, and hands back the request that gives the change away. */
import { envoySide } from '@banyan/gateway/prove/formats/envoy.ts';
import type { Proof, ProofDifference } from '@banyan/gateway/prove/proof.ts';
import { prove } from '@banyan/gateway/prove/prove.ts';
import { luaMachine } from '@banyan/gateway/semantics/envoy/lua/machine.ts';
import { openEstate } from './estate.ts';
import type { Tree } from './tree.ts';

const { source, bootstrap, announced } = openEstate();
const lua = await luaMachine();

export const unchanged = bootstrap;

/** Until the first difference that nobody announced. */
export const against = (target: Tree, budget: number): Proof =>
  prove(
    { source, target: envoySide(target, { name: 'envoy.yaml', files: [], place: (pointer) => pointer }, lua) },
    { seed: 1, budget, most: 60_000, announced, first: true },
  );

export type Shown = Pick<ProofDifference, 'witness' | 'fields'>;

/** What the estate's credentials are; proofs show none. */
const meanings: Readonly<Record<string, string>> = {
  'key of partner': 'an-example-key-of-the-partner',
  'password of clerk': Buffer.from('clerk:an-example-password').toString('base64'),
};

/** The first unknown difference, with its credentials filled in; undefined when the change stays hidden. */
export function giveaway(target: Tree): Shown | undefined {
  const found = against(target, 0).differences.find(({ verdict }) => verdict === 'unknown');
  if (found === undefined) return undefined;
  const filled = found.credentials.reduce(
    (text, { variable, meaning }) =>
      text.replaceAll(`$${variable}`, meanings[meaning.replace(/ in the \w+$/, '')] ?? meaning),
    JSON.stringify({ witness: found.witness, fields: found.fields }),
  );
  // Its own shape, with other texts.
  return JSON.parse(filled) as Shown;
}
