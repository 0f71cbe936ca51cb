/** Envoy as a target: codes ENV001 and up. */
import { envoyAnswers } from './envoy-answers.ts';
import { envoyMatching } from './envoy-matching.ts';
import { envoyPolicies } from './envoy-policies.ts';
import { envoyTargets } from './envoy-targets.ts';

export const envoy = { ...envoyMatching, ...envoyPolicies, ...envoyAnswers, ...envoyTargets } as const;
