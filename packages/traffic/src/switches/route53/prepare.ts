/**
 * The steps before and after: simple records into weighted ones, and back. Each is one batch, and is
 * told as the exact calls that it would make (`--dry-run`).
 */
import type { Change, ResourceRecordSet } from '@aws-sdk/client-route-53';
import { type Finding, finding } from '@banyan/core/finding/finding.ts';
import { err, ok, type Result } from '@banyan/core/result.ts';
import type { Split } from '../switch.ts';
import type { Zone } from './api.ts';
import { externalDnsOwner } from './external-dns.ts';
import { noteName, type Route53Split } from './model.ts';
import { answering, answersAs, changesFor, noteIn, noteSet, setIdentifier, weightedSets } from './record-sets.ts';
import { commentOf } from './route53-switch.ts';

/** A call of the API, as the official client takes it. */
export interface Call {
  readonly operation: 'ChangeResourceRecordSets';
  readonly input: {
    readonly HostedZoneId: string;
    readonly ChangeBatch: { readonly Comment: string; readonly Changes: readonly Change[] };
  };
}

const nothing = ({ phases }: Route53Split): Split => ({
  generation: 0,
  author: 'none',
  shares: Object.fromEntries(phases.map(({ name }) => [name, 0])),
});

const callOf = ({ zone }: Route53Split, comment: string, changes: readonly Change[]): readonly Call[] =>
  changes.length === 0
    ? []
    : [
        {
          operation: 'ChangeResourceRecordSets',
          input: { HostedZoneId: zone, ChangeBatch: { Comment: comment, Changes: changes } },
        },
      ];

/**
 * Simple records become weighted ones that answer as they did: everything on the old side. None for what is converted already.
 * TRF072 where external-dns owns a name, TRF073 where a name answers something else than the old gateway.
 */
export async function conversionCalls(
  definition: Route53Split,
  zone: Zone,
  now: string,
  signal: AbortSignal,
): Promise<Result<readonly Call[], Finding>> {
  const { migration } = definition;
  const all = await zone.all(signal);
  if (!all.ok) return all;
  const changes: Change[] = [];
  for (const { record } of recordsOf(definition)) {
    const owner = externalDnsOwner(record.name, all.value);
    if (owner !== undefined) return err(finding('TRF072', { migration, name: record.name, owner }));
    const sets = all.value.filter((set) => set.Name === record.name && set.Type === record.type);
    if (sets.length > 0 && sets.every(({ SetIdentifier: id }) => isOurs(id, migration))) continue;
    const [simple] = sets;
    const strange =
      strangeness(sets, migration) ?? (simple && !answersAs(simple, record.old) ? 'another answer' : undefined);
    if (simple === undefined || strange !== undefined) {
      const reason = strange ?? 'there is no such record';
      return err(finding('TRF073', { migration, name: `${record.name} ${record.type}`, reason }));
    }
    changes.push({ Action: 'DELETE', ResourceRecordSet: simple });
    for (const set of weightedSets(definition, record, 0)) changes.push({ Action: 'CREATE', ResourceRecordSet: set });
  }
  const note = all.value.find((set) => set.Name === noteName(definition) && set.Type === 'TXT');
  if (note === undefined && changes.length > 0) {
    changes.push({ Action: 'CREATE', ResourceRecordSet: noteSet(definition, nothing(definition), now) });
  }
  return ok(callOf(definition, `banyan ${migration} becomes weighted`, changes));
}

/** Weighted records become simple ones again, which answer with the side that has everything; TRF022 while a phase is divided. */
export async function returnCalls(
  definition: Route53Split,
  zone: Zone,
  signal: AbortSignal,
): Promise<Result<readonly Call[], Finding>> {
  const { migration, ttl } = definition;
  const changes: Change[] = [];
  const notes = await zone.sets(noteName(definition), 'TXT', signal);
  if (!notes.ok) return notes;
  const [set] = notes.value;
  const note = noteIn(set);
  if (set === undefined || note === undefined) return ok([]);
  for (const { phase, record } of recordsOf(definition)) {
    const share = note.shares[phase] ?? 0;
    if (share !== 0 && share !== 100) return err(finding('TRF022', { migration, phase, share }));
    const sets = await zone.sets(record.name, record.type, signal);
    if (!sets.ok) return sets;
    for (const one of sets.value) changes.push({ Action: 'DELETE', ResourceRecordSet: one });
    const target = record[share === 100 ? 'new' : 'old'];
    const simple: ResourceRecordSet = { Name: record.name, Type: record.type, ...answering(target, ttl) };
    changes.push({ Action: 'CREATE', ResourceRecordSet: simple });
  }
  changes.push({ Action: 'DELETE', ResourceRecordSet: set });
  return ok(callOf(definition, `banyan ${migration} becomes simple again`, changes));
}

/** What a write of these shares would call. */
export async function writeCalls(
  definition: Route53Split,
  split: Split,
  zone: Zone,
  now: string,
  signal: AbortSignal,
): Promise<Result<readonly Call[], Finding>> {
  const notes = await zone.sets(noteName(definition), 'TXT', signal);
  if (!notes.ok) return notes;
  // Before the conversion, what it would leave.
  const held = notes.value[0] ?? noteSet(definition, nothing(definition), now);
  return ok(callOf(definition, commentOf(definition.migration, split), changesFor(definition, split, held, now)));
}

/** Sends the calls one after the other; the first that is not taken ends it. */
export async function makeCalls(
  calls: readonly Call[],
  zone: Zone,
  signal: AbortSignal,
): Promise<Result<void, Finding>> {
  for (const { input } of calls) {
    const { Changes, Comment } = input.ChangeBatch;
    const done = await zone.change(Changes, Comment, signal);
    if (!done.ok) return err(done.error.finding);
  }
  return ok(undefined);
}

const recordsOf = ({ phases }: Route53Split) =>
  phases.flatMap(({ name, records }) => records.map((record) => ({ phase: name, record })));

const isOurs = (id: string | undefined, migration: string): boolean =>
  id === setIdentifier(migration, 'old') || id === setIdentifier(migration, 'new');

function strangeness(sets: readonly ResourceRecordSet[], migration: string): string | undefined {
  const routed = sets.find(({ SetIdentifier: id }) => id !== undefined && !isOurs(id, migration));
  return routed === undefined ? undefined : `the set ${routed.SetIdentifier ?? ''} takes a part of it`;
}
