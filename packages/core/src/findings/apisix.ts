/** APISIX configurations: codes APX001 and up. */
export const apisix = {} as const;
