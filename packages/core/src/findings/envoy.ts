/** Envoy as a target: codes ENV001 and up. */
import { envoyMatching } from './envoy-matching.ts';
import { envoyPolicies } from './envoy-policies.ts';
import { envoyTargets } from './envoy-targets.ts';

export const envoy = { ...envoyMatching, ...envoyPolicies, ...envoyTargets } as const;
