/** Careful access to parsed data whose shape is the user's. */
export type Table = Readonly<Record<string, unknown>>;

export const tableOf = (value: unknown): Table | undefined =>
  // A parsed object: its keys are texts, nothing is said of its values.
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Table) : undefined;

export const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

export const textsOf = (value: unknown): readonly string[] =>
  listOf(value).flatMap((one) => (typeof one === 'string' || typeof one === 'number' ? [String(one)] : []));

export const textOf = (value: unknown): string | undefined =>
  typeof value === 'string' || typeof value === 'number' ? String(value) : undefined;

export const numberOf = (value: unknown): number | undefined =>
  typeof value === 'number' && Number.isFinite(value) ? value : undefined;
