/**
 * Which kinds and fields are written: those of the standard channel (GA), those of the experimental one beside them, or those
 * of Envoy Gateway beside the standard ones. The first two are for the class that Istio brings, because the API leaves to
 * the implementation how backends outside of the cluster are named.
 */
export const profiles = ['standard', 'experimental', 'envoy-gateway'] as const;
export type ProfileName = (typeof profiles)[number];

export interface Profile {
  readonly name: ProfileName;
  readonly gatewayClass: string;
  /** HTTPRouteFilter and Backend (gateway.envoyproxy.io). */
  readonly extensions: boolean;
  /** `retry` of a rule. */
  readonly retry: boolean;
  /** Whether a method decides between paths of one length before the number of headers does. */
  readonly methodFirst: boolean;
}

const known: Readonly<Record<ProfileName, Profile>> = {
  standard: { name: 'standard', gatewayClass: 'istio', extensions: false, retry: false, methodFirst: true },
  experimental: { name: 'experimental', gatewayClass: 'istio', extensions: false, retry: true, methodFirst: true },
  // The class of Envoy Gateway's own guides.
  'envoy-gateway': { name: 'envoy-gateway', gatewayClass: 'eg', extensions: true, retry: false, methodFirst: false },
};

export const profileOf = (name: ProfileName | undefined): Profile => known[name ?? 'standard'];
