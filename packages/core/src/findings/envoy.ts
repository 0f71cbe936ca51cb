/** Envoy as a target: codes ENV001 and up. */
import { envoyAnswers } from './envoy-answers.ts';
import { envoyLimits } from './envoy-limits.ts';
import { envoyConditions } from './envoy-conditions.ts';
import { envoyIdentity } from './envoy-identity.ts';
import { envoyMatching } from './envoy-matching.ts';
import { envoyPolicies } from './envoy-policies.ts';
import { envoyTargets } from './envoy-targets.ts';
import { envoyTraffic } from './envoy-traffic.ts';
import { envoyTransforms } from './envoy-transforms.ts';
import { envoyUpstreams } from './envoy-upstreams.ts';

export const envoy = {
  ...envoyMatching,
  ...envoyPolicies,
  ...envoyLimits,
  ...envoyConditions,
  ...envoyAnswers,
  ...envoyIdentity,
  ...envoyTargets,
  ...envoyTraffic,
  ...envoyTransforms,
  ...envoyUpstreams,
} as const;
