/** Shares in hundredths of a percent, and the record that edges keep beside them. Pure. */
import { type Finding, finding } from '@banyan/core/finding/finding.ts';
import { err, ok, type Result } from '@banyan/core/result.ts';
import type { EdgeMigration } from './model.ts';
import type { Split, SwitchFailure } from './switch.ts';

/** Edges take shares in hundredths of a percent. */
export const wholeWeight = 10_000;
export const granularity = 100 / wholeWeight;

/** The hundredths of a percent of a share. */
export const weightOf = (share: number): number => Math.round((share * wholeWeight) / 100);

/** Which of two records was decided later. */
export const newest = (a: Split | undefined, b: Split | undefined): Split | undefined =>
  a === undefined || (b !== undefined && b.generation > a.generation) ? b : a;

/** What a data plane has loaded: shares that count, and beside them what the last writer recorded. */
export interface Held {
  /** undefined when the record is missing or broken. */
  readonly record: Split | undefined;
  /** Percent on the new side by phase; NaN where they contradict themselves. */
  readonly shares: Readonly<Record<string, number>>;
}

/** The loaded shares are what counts; where they contradict the record beside them, somebody else wrote them. */
export function asSplit(migration: string, { record, shares }: Held): Result<Split, SwitchFailure> {
  const found: Split = { generation: record?.generation ?? 0, author: record?.author ?? 'unknown', shares };
  for (const phase of new Set([...Object.keys(shares), ...Object.keys(record?.shares ?? {})])) {
    const recorded = record?.shares[phase] ?? 0;
    const loaded = shares[phase] ?? 0;
    if (record !== undefined && recorded === loaded) continue;
    return err({ kind: 'foreign', found, finding: finding('TRF014', { migration, phase, recorded, loaded }) });
  }
  return ok(found);
}

/** A phase that the definition no longer has may go only when nothing of it is on the new side. */
export function stillServing(migration: EdgeMigration, record: Split | undefined): Finding | undefined {
  const kept = new Set(migration.phases.map(({ name }) => name));
  for (const [phase, share] of Object.entries(record?.shares ?? {})) {
    if (share > 0 && !kept.has(phase)) return finding('TRF022', { migration: migration.name, phase, share });
  }
  return undefined;
}

/** The shares of a record for the phases of a definition; phases that are new begin on the old side. */
export function splitFor(migration: EdgeMigration, record: Split | undefined): Split {
  const held = record ?? { generation: 0, author: 'edge', shares: {} };
  return { ...held, shares: Object.fromEntries(migration.phases.map(({ name }) => [name, held.shares[name] ?? 0])) };
}

/** A record as a switch keeps it beside its shares; undefined when the value is none. */
export function recordFrom(value: unknown): Split | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { generation, author, shares }: { generation?: unknown; author?: unknown; shares?: unknown } = value;
  if (typeof generation !== 'number' || typeof author !== 'string') return undefined;
  const entries = Object.entries(shares ?? {}).filter(
    (entry): entry is [string, number] => typeof entry[1] === 'number',
  );
  return { generation, author, shares: Object.fromEntries(entries) };
}
