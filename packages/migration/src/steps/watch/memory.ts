/** What a watching step hands on from one look to the next: what the independent counters said so far. */
import type { Observation } from '@banyan/traffic/gates/window.ts';
import { z } from 'zod';
import type { Json } from '../json.ts';

/** Written by this room only; looking into every bucket of every reading at every look would cost more than it shows. */
const History = z.custom<readonly Observation[]>((value) => Array.isArray(value)).default([]);

export const WatchMemory = z.object({
  edge: History,
  newGateway: History,
  oldGateway: History,
  /** How long (milliseconds held) it had been when the measured share first contradicted the desired one. */
  wrongSince: z.number().exactOptional(),
  time: z
    .object({
      wall: z.number(),
      boot: z.string().optional(),
      uptime: z.number().optional(),
      held: z.number(),
      jumped: z.number(),
    })
    .exactOptional(),
  verified: z.boolean().default(false),
  /** How often counting began anew because counts were lost. */
  restarts: z.number().exactOptional(),
});
export type WatchMemory = z.output<typeof WatchMemory>;
export type CounterName = 'edge' | 'newGateway' | 'oldGateway';
export const counterNames = ['edge', 'newGateway', 'oldGateway'] as const satisfies readonly CounterName[];

/** Memory of another shape (of another version) is no memory: the watch begins anew. */
export function remembered(memory: Json | undefined): WatchMemory {
  const parsed = WatchMemory.safeParse(memory ?? {});
  return parsed.success ? parsed.data : WatchMemory.parse({});
}

/** Plain numbers, texts and lists, so it is JSON. */
export const toJson = (memory: WatchMemory): Json => JSON.parse(JSON.stringify(memory)) as Json;
