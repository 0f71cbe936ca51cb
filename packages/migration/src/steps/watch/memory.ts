/** What a watching step hands on from one look to the next. */
import type { Reading } from '@banyan/traffic/indicators/indicator.ts';
import { z } from 'zod';
import type { Json } from '../json.ts';

const Side = z.object({ old: z.number().exactOptional(), new: z.number().exactOptional() });
const Base = z.object({ at: z.number(), epoch: z.string(), requests: z.record(z.string(), Side) });
/** Written by this room only; looking into every bucket of every reading at every look would cost more than it shows. */
const Readings = z.custom<readonly Reading[]>((value) => Array.isArray(value));

export const WatchMemory = z.object({
  /** Counters as they stood when the share had been written. */
  base: z
    .object({ edge: Base.exactOptional(), newGateway: Base.exactOptional(), oldGateway: Base.exactOptional() })
    .default({}),
  /** Readings of the edge since then, thinned out. */
  readings: Readings.default([]),
  /** When the measured share first contradicted the desired one. */
  wrongSince: z.number().exactOptional(),
  verified: z.boolean().default(false),
});
export type WatchMemory = z.output<typeof WatchMemory>;

/** Memory of another shape (of another version) is no memory: the watch begins anew. */
export function remembered(memory: Json | undefined): WatchMemory {
  const parsed = WatchMemory.safeParse(memory ?? {});
  return parsed.success ? parsed.data : WatchMemory.parse({});
}

/** Plain numbers, texts and lists, so it is JSON. */
export const toJson = (memory: WatchMemory): Json => JSON.parse(JSON.stringify(memory)) as Json;
