import { asking, type Kind } from './witness.ts';

/** What the rule is there for: requests that meet all its conditions. */
export const own: Kind = { name: 'own', make: ({ bases }) => bases.map(asking) };
