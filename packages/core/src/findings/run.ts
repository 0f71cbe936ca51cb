/** Running a migration on this machine: engine, edge, gates, environment: codes RUN001 and up. */
export const run = {} as const;
