import { z } from 'zod';

/** What the Migration document says of a HAProxy that the user runs. */
export const HaproxySettings = z
  .strictObject({
    socket: z
      .string()
      .min(1)
      .describe('Path of its `stats socket`, which needs `level admin`, e.g. /run/haproxy/admin.sock'),
    folder: z
      .string()
      .min(1)
      .describe(
        'Folder for the fragments and maps that Banyan writes, loaded after your own files: haproxy -f FILE -f FOLDER',
      ),
  })
  .describe('A HAProxy of your own divides the traffic, told through its runtime API');

export type HaproxySettings = z.output<typeof HaproxySettings>;
