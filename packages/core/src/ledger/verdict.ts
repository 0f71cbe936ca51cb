/** What became of a source leaf. The worst wins where a leaf serves several routes. */
export type Verdict = 'exact' | 'approximated' | 'unsupported' | 'ignored';

/** From best to worst: a leaf that is ignored in one place and exact in another did have its effect somewhere. */
export const order: readonly Verdict[] = ['ignored', 'exact', 'approximated', 'unsupported'];

export const worse = (a: Verdict, b: Verdict): Verdict => (order.indexOf(a) >= order.indexOf(b) ? a : b);
