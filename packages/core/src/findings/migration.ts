/** The Migration document and its plan: codes MIG001 and up. */
export const migration = {} as const;
