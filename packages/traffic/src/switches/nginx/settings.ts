import { z } from 'zod';

/** What the Migration document says of an nginx that the user runs. */
export const NginxSettings = z
  .strictObject({
    folder: z
      .string()
      .min(1)
      .describe(
        'Folder for what Banyan writes; its *.conf are included in the http block. Workers of nginx must be able to read it',
      ),
  })
  .describe('An nginx of your own divides the traffic, told by files that it looks for at each request');

export type NginxSettings = z.output<typeof NginxSettings>;
