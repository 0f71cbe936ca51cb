/** The conversion as a whole: codes CNV001 and up. */
export const convert = {} as const;
