/**
 * The record sets of one hosted zone, by the documented rules: a batch is taken as a whole or not at all; a set is known by name,
 * type and identifier; what is deleted must be named as it is; a name has simple sets or weighted ones, never both.
 */
export interface RecordSet {
  readonly name: string;
  readonly type: string;
  readonly id?: string;
  readonly weight?: number;
  readonly ttl?: number;
  readonly values?: readonly string[];
  readonly alias?: { readonly zone: string; readonly name: string; readonly health: boolean };
}

export interface Change {
  readonly action: string;
  readonly set: RecordSet;
}

const keyOf = ({ name, type, id }: RecordSet): string => JSON.stringify([name, type, id ?? null]);

/** The sets afterwards, or what is wrong with the batch, in the service's words. */
export function changed(before: readonly RecordSet[], changes: readonly Change[]): readonly RecordSet[] | string[] {
  const sets = new Map(before.map((set) => [keyOf(set), set]));
  const wrong: string[] = [];
  // Deletions come first, wherever they stand.
  for (const { set } of changes.filter(({ action }) => action === 'DELETE')) {
    const there = sets.get(keyOf(set));
    const what = `[name='${set.name}', type='${set.type}'${set.id === undefined ? '' : `, set-identifier='${set.id}'`}]`;
    if (there === undefined) wrong.push(`Tried to delete resource record set ${what} but it was not found`);
    else if (JSON.stringify(there) !== JSON.stringify(set)) {
      wrong.push(`Tried to delete resource record set ${what} but the values provided do not match the current values`);
    } else sets.delete(keyOf(set));
  }
  for (const { action, set } of changes.filter((one) => one.action !== 'DELETE')) {
    const what = `[name='${set.name}', type='${set.type}']`;
    if (action === 'CREATE' && sets.has(keyOf(set))) {
      wrong.push(`Tried to create resource record set ${what} but it already exists`);
    }
    const others = [...sets.values()].filter((one) => one.name === set.name && one.type === set.type);
    if (set.id !== undefined && others.some((one) => one.id === undefined)) {
      wrong.push(
        `RRSet with DNS name ${set.name}, type ${set.type}, SetIdentifier ${set.id} cannot be created as a non-weighted set exists with the same name and type.`,
      );
    }
    if (set.id === undefined && others.some((one) => one.id !== undefined)) {
      wrong.push(
        `RRSet with DNS name ${set.name}, type ${set.type} cannot be created as weighted sets exist with the same name and type.`,
      );
    }
    if (set.weight !== undefined && (set.weight < 0 || set.weight > 255)) wrong.push(`Invalid weight ${set.weight}`);
    if (set.id !== undefined && (set.values?.length ?? 1) > 1) wrong.push('Weighted sets have one resource record');
    sets.set(keyOf(set), set);
  }
  return wrong.length > 0 ? wrong : [...sets.values()].sort((a, b) => order(a).localeCompare(order(b)));
}

/** By the labels of the name, from the last to the first. */
const order = ({ name, type, id = '' }: RecordSet): string =>
  [name.split('.').reverse().join(' '), type, id].join('\n');

/** What a name server answers: one of the weighted sets by chance, each alike when all weights are 0. */
export function answerOf(sets: readonly RecordSet[], name: string, type: string): RecordSet | undefined {
  const all = sets.filter((set) => set.name === name && set.type === type);
  const sum = all.reduce((total, { weight = 0 }) => total + weight, 0);
  if (sum === 0) return all[Math.floor(Math.random() * all.length)];
  let at = Math.random() * sum;
  return all.find(({ weight = 0 }) => (at -= weight) < 0);
}
