/**
 * Weighted records of Route 53. Both sides of all names and the note of the write go in one batch, which Route 53 takes as a
 * whole. Believed is what the API tells, when the last batch is on all name servers (INSYNC); clients follow later, as their
 * resolvers forget (`limits.delay`).
 */
import type { ResourceRecordSet } from '@aws-sdk/client-route-53';
import { type Finding, finding } from '@banyan/core/finding/finding.ts';
import { err, ok, type Result } from '@banyan/core/result.ts';
import { type Clock, systemClock, until } from '../../local/wait.ts';
import { mayReplace, nonsenseIn, rejected, stale, unreachable } from '../division.ts';
import type { Split, Switch, SwitchFailure } from '../switch.ts';
import type { Zone } from './api.ts';
import { noteName, Route53Split, type Route53SplitInput } from './model.ts';
import { changesFor, granularity, noteIn, shareOf } from './record-sets.ts';

/** Seconds within which a batch is generally on all name servers, says AWS. */
const insync = 60;
/** How long a write waits for that, and how often it asks: ten requests a second are allowed to a whole account. */
const waiting = { within: 2 * insync * 1000, every: 2000 };
/** How often a write may be overtaken by others. */
const attempts = 20;

export interface Access {
  readonly zone: Zone;
  /** Tests bring others. */
  readonly clock?: Clock;
  readonly every?: number;
}

export function route53Switch(input: Route53SplitInput, access: Access): Switch {
  const definition = Route53Split.parse(input);
  const { ttl } = definition;
  return {
    kind: 'route53',
    limits: {
      granularity,
      delay: {
        seconds: insync + ttl,
        reason: `name servers have it within ${insync} s (INSYNC), resolvers keep what they have for ${ttl} s (TTL); some keep it longer, and programs that resolve a name once never follow. Shares are of answers to resolvers, not of requests: below 10 % they are only roughly met`,
      },
      openStreams: 'all open connections stay where they are; only what resolves the name again follows',
    },
    read: (signal) => read(definition, access, signal),
    write: (split, signal) => write(definition, access, split, signal),
  };
}

/** The last batch of each migration that this process has sent, by zone and note. */
const sent = new Map<string, { readonly generation: number; readonly change: string; insync: boolean }>();
const keyOf = (definition: Route53Split): string => `${definition.zone} ${noteName(definition)}`;

async function read(
  definition: Route53Split,
  access: Access,
  signal: AbortSignal,
): Promise<Result<Split, SwitchFailure>> {
  const { migration, phases } = definition;
  const held = await heldNote(definition, access.zone, signal);
  if (!held.ok) return unreachable(held.error);
  const { note } = held.value;
  const shares: Record<string, number> = {};
  let why: Finding | undefined;
  for (const { name: phase, records } of phases) {
    for (const record of records) {
      const sets = await access.zone.sets(record.name, record.type, signal);
      if (!sets.ok) return unreachable(sets.error);
      const loaded = shareOf(definition, record, sets.value);
      const recorded = note.shares[phase] ?? 0;
      if (loaded === recorded) shares[phase] ??= loaded;
      else {
        shares[phase] = loaded;
        why ??= finding('TRF075', { migration, phase, name: record.name, type: record.type, recorded, loaded });
      }
    }
  }
  const found: Split = { generation: note.generation, author: note.author, shares };
  if (why !== undefined) {
    // Names are asked one after the other: a write in between is no second writer.
    const after = await heldNote(definition, access.zone, signal);
    if (!after.ok) return unreachable(after.error);
    const overtaken = JSON.stringify(after.value.set) !== JSON.stringify(held.value.set);
    return overtaken ? read(definition, access, signal) : err({ kind: 'foreign', found, finding: why });
  }
  const pending = await pendingOf(definition, access, note, signal);
  return pending === undefined ? ok(found) : unreachable(pending);
}

type Held = { readonly set: ResourceRecordSet; readonly note: NonNullable<ReturnType<typeof noteIn>> };

/** The note of the last write; TRF073 when the names were not prepared. */
async function heldNote(definition: Route53Split, zone: Zone, signal: AbortSignal): Promise<Result<Held, Finding>> {
  const name = noteName(definition);
  const sets = await zone.sets(name, 'TXT', signal);
  if (!sets.ok) return sets;
  const [set] = sets.value;
  const note = noteIn(set);
  const { migration } = definition;
  if (set !== undefined && note?.migration === migration) return ok({ set, note });
  const reason = note === undefined ? 'there is no note of a migration' : `it is the note of ${note.migration}`;
  return err(finding('TRF073', { migration, name, reason }));
}

/** Whether the last batch is not yet on all name servers. Of one that another process sent, only its age is known. */
async function pendingOf(
  definition: Route53Split,
  { zone, clock = systemClock }: Access,
  { generation, at }: Held['note'],
  signal: AbortSignal,
): Promise<Finding | undefined> {
  const about = { migration: definition.migration, generation };
  const last = sent.get(keyOf(definition));
  if (last?.generation !== generation) {
    const age = (clock.now() - Date.parse(at)) / 1000;
    return age < insync ? finding('TRF074', { ...about, status: 'unknown' }) : undefined;
  }
  if (last.insync) return undefined;
  const status = await zone.status(last.change, signal);
  if (!status.ok) return status.error;
  last.insync = status.value.Status === 'INSYNC';
  return last.insync ? undefined : finding('TRF074', { ...about, status: status.value.Status ?? 'unknown' });
}

async function write(
  definition: Route53Split,
  access: Access,
  split: Split,
  signal: AbortSignal,
): Promise<Result<Split, SwitchFailure>> {
  const { migration, phases } = definition;
  const names = phases.map(({ name }) => name);
  const nonsense = nonsenseIn(split, migration, names, granularity);
  if (nonsense !== undefined) return rejected(nonsense);
  const { zone, clock = systemClock } = access;
  let before: string | undefined;
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    const held = await heldNote(definition, zone, signal);
    if (!held.ok) return held.error.code === 'TRF073' ? rejected(held.error) : unreachable(held.error);
    const { set, note } = held.value;
    if (!mayReplace(note, split)) return stale(migration, split, asSplit(note));
    const changes = changesFor(definition, split, set, new Date(clock.now()).toISOString());
    const done = await zone.change(changes, commentOf(migration, split), signal);
    if (done.ok) {
      const { Id: change = '', Status } = done.value;
      sent.set(keyOf(definition), { generation: split.generation, change, insync: Status === 'INSYNC' });
      return loadedOf(definition, access, split, signal);
    }
    if (done.error.kind === 'unknown') return unreachable(done.error.finding);
    // A batch is invalid when its note was overtaken; when the same note stands there, it is invalid by itself.
    const text = JSON.stringify(set);
    if (done.error.kind === 'refused' || text === before) return rejected(done.error.finding);
    before = text;
    await clock.sleep(50 * Math.random() * (attempt + 1), signal);
  }
  return unreachable(finding('TRF070', { service: 'Route 53', reason: `overtaken ${attempts} times` }));
}

/** Waits until the batch is on all name servers, and reads back. */
async function loadedOf(
  definition: Route53Split,
  access: Access,
  split: Split,
  signal: AbortSignal,
): Promise<Result<Split, SwitchFailure>> {
  const { clock = systemClock, every = waiting.every } = access;
  let last: Result<Split, SwitchFailure> | undefined;
  await until(
    async () => {
      const found = await read(definition, access, signal);
      // A reading that was broken off says nothing.
      if (last === undefined || !signal.aborted) last = found;
      return !found.ok && found.error.finding.code === 'TRF074' ? undefined : found;
    },
    { within: waiting.within, every, signal, clock },
  );
  if (last?.ok === true && last.value.generation > split.generation)
    return stale(definition.migration, split, last.value);
  return last ?? unreachable(finding('TRF070', { service: 'Route 53', reason: 'not read back' }));
}

const asSplit = ({ generation, author, shares }: Split): Split => ({ generation, author, shares });

export const commentOf = (migration: string, { generation, author }: Split): string =>
  `banyan ${migration} generation ${generation} by ${author}`;
