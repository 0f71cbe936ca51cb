/** The writers, by the name of their target. */
import { envoyWriter } from './envoy/writer.ts';
import type { Writer } from './writer.ts';

export const writers: Readonly<Record<string, Writer>> = { envoy: envoyWriter };
