/** Envoy as a target: codes ENV001 and up. */
export const envoy = {} as const;
