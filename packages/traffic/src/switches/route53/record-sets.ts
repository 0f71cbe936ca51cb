/** Record sets as the API takes and tells them, and what a split makes of them. */
import type { Change, ResourceRecordSet } from '@aws-sdk/client-route-53';
import type { Split } from '../switch.ts';
import { noteName, type RecordTarget, type Route53Split, type SplitRecord } from './model.ts';

/** Sum of both weights of a name. Route 53 takes 0 to 255 for each, and divides evenly when all are 0, which never happens. */
const wholeWeight = 200;
export const granularity = 100 / wholeWeight;
/** Nobody else asks for the note; it changes with every write. */
const noteTtl = 60;

export const setIdentifier = (migration: string, side: 'old' | 'new'): string => `banyan-${migration}-${side}`;

/** Both weighted sets of a record. */
export function weightedSets(
  { migration, ttl }: Route53Split,
  record: SplitRecord,
  share: number,
): readonly [ResourceRecordSet, ResourceRecordSet] {
  const weight = Math.round((share * wholeWeight) / 100);
  const one = (side: 'old' | 'new', weighs: number): ResourceRecordSet => ({
    Name: record.name,
    Type: record.type,
    SetIdentifier: setIdentifier(migration, side),
    Weight: weighs,
    ...answering(record[side], ttl),
  });
  return [one('old', wholeWeight - weight), one('new', weight)];
}

/** What a set answers, weighted or not. */
export function answering(target: RecordTarget, ttl: number): Partial<ResourceRecordSet> {
  if ('value' in target) return { TTL: ttl, ResourceRecords: [{ Value: target.value }] };
  const { alias, zone, evaluateHealth } = target;
  return { AliasTarget: { HostedZoneId: zone, DNSName: alias, EvaluateTargetHealth: evaluateHealth } };
}

/** The note of a split: a TXT value has its quotes, and at most 255 characters in each string. */
export function noteSet(
  definition: Route53Split,
  { generation, author, shares }: Split,
  at: string,
): ResourceRecordSet {
  const text = JSON.stringify({ migration: definition.migration, generation, author, shares, at });
  const strings = text.match(/.{1,200}/g) ?? [];
  return {
    Name: noteName(definition),
    Type: 'TXT',
    TTL: noteTtl,
    ResourceRecords: [{ Value: strings.map((one) => `"${one.replaceAll(/["\\]/g, '\\$&')}"`).join(' ') }],
  };
}

export interface Note extends Split {
  readonly migration: string;
  /** When it was written: an ISO time. */
  readonly at: string;
}

/** undefined for what is no note of ours. */
export function noteIn(set: ResourceRecordSet | undefined): Note | undefined {
  const value = set?.ResourceRecords?.[0]?.Value ?? '';
  const text = [...value.matchAll(/"((?:[^"\\]|\\.)*)"/g)]
    .map(([, one = '']) => one.replaceAll(/\\(.)/g, '$1'))
    .join('');
  try {
    // Written by noteSet; a text of somebody else's fails one of the checks.
    const note = JSON.parse(text) as Partial<Note>;
    const { migration, generation, author, shares, at = '' } = note;
    if (typeof migration !== 'string' || typeof generation !== 'number') return undefined;
    return typeof author === 'string' && typeof shares === 'object'
      ? { migration, generation, author, shares, at }
      : undefined;
  } catch {
    return undefined;
  }
}

/**
 * The changes of a write, one batch: the note that was read is deleted as it was, so that the whole batch fails when somebody
 * wrote in between; both sides of every record are written, whether their weights change or not.
 */
export function changesFor(
  definition: Route53Split,
  split: Split,
  held: ResourceRecordSet,
  now: string,
): readonly Change[] {
  const before = noteIn(held);
  const again = before?.generation === split.generation;
  const note = noteSet(definition, split, again ? before.at : now);
  const same = note.ResourceRecords?.[0]?.Value === held.ResourceRecords?.[0]?.Value;
  return [
    ...(same
      ? []
      : ([
          { Action: 'DELETE', ResourceRecordSet: held },
          { Action: 'CREATE', ResourceRecordSet: note },
        ] satisfies Change[])),
    ...definition.phases.flatMap(({ name, records }) =>
      records.flatMap((record) =>
        weightedSets(definition, record, split.shares[name] ?? 0).map(
          (set): Change => ({
            Action: 'UPSERT',
            ResourceRecordSet: set,
          }),
        ),
      ),
    ),
  ];
}

/** Percent on the new side from the sets of a name; NaN where other sets take a part, or answer something else. */
export function shareOf(definition: Route53Split, record: SplitRecord, sets: readonly ResourceRecordSet[]): number {
  const weights = { old: 0, new: 0 };
  for (const set of sets) {
    const side = (['old', 'new'] as const).find(
      (one) => set.SetIdentifier === setIdentifier(definition.migration, one),
    );
    if (side === undefined || !answersAs(set, record[side])) return Number.NaN;
    weights[side] += set.Weight ?? 0;
  }
  return (100 * weights.new) / (weights.old + weights.new);
}

/** Whether a set answers with this target. */
export function answersAs(set: ResourceRecordSet, target: RecordTarget): boolean {
  if ('value' in target)
    return set.ResourceRecords?.length === 1 && plain(set.ResourceRecords[0]?.Value) === plain(target.value);
  return plain(set.AliasTarget?.DNSName) === plain(target.alias);
}

const plain = (name: string | undefined): string => (name ?? '').toLowerCase().replace(/\.$/, '');
