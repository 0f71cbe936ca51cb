/** What stands in front of old and new and divides the traffic of one migration: a switch with doors and counters. */
import type { Finding } from '@banyan/core/finding/finding.ts';
import type { Result } from '@banyan/core/result.ts';
import type { z } from 'zod';
import type { IndicatorSource } from '../indicators/indicator.ts';
import type { AdminAddress } from '../proxies/admin.ts';
import type { Json } from '../proxies/json.ts';
import type { EdgeMigrationInput } from './model.ts';
import type { Switch } from './switch.ts';

/** Where clients reach each entry of a migration. */
export type EntryAddresses = Readonly<Record<string, AdminAddress>>;

export interface Installed {
  readonly doors: EntryAddresses;
  /** Program and version. */
  readonly version: string;
  readonly pid?: number;
  /** Where counters are read, if that is an address. */
  readonly admin?: string;
}

/** One migration on one edge. */
export interface Edge {
  readonly switch: Switch;
  readonly indicator: IndicatorSource;
  /**
   * Puts the migration on the edge, all of it on the old side, and waits until clients can connect. Doing it again changes
   * nothing; a share that was written meanwhile stays. TRF040 and TRF041 say that somebody else must act first.
   */
  install(migration: EdgeMigrationInput, signal: AbortSignal): Promise<Result<Installed, Finding>>;
  /** Takes the migration off. Nothing to take off is no failure. */
  remove(signal: AbortSignal): Promise<Result<void, Finding>>;
}

/** One kind of edge that the user runs: a folder beside this file and a line in kinds.ts. */
export interface EdgeKind {
  /** What the Migration document says of it, below `spec.edge.<kind>`. */
  readonly settings: z.ZodType;
  /** Settings with paths that are relative to the document made absolute. */
  resolve(settings: unknown, base: string): Json;
  make(settings: unknown, migration: string): Edge;
}

/** Settings are looked into by their kind alone; everybody else hands them on. */
export function edgeKind<Settings extends Json>(kind: {
  readonly settings: z.ZodType<Settings>;
  resolve(settings: Settings, base: string): Settings;
  make(settings: Settings, migration: string): Edge;
}): EdgeKind {
  const { settings: schema } = kind;
  return {
    settings: schema,
    resolve: (settings, base) => kind.resolve(schema.parse(settings), base),
    make: (settings, migration) => kind.make(schema.parse(settings), migration),
  };
}
