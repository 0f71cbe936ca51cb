/** What may be kept between two turns of a migration: plain data, and never a secret. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };
