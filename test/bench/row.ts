/** One figure of the benchmark. */
export interface Row {
  readonly name: string;
  /** undefined when it could not be measured; then it does not hold. */
  readonly value: number | undefined;
  readonly unit: string;
  readonly goal: string;
  readonly holds: boolean;
  /** How it came about, in a few words. */
  readonly note: string;
}

/** A figure that may be as large as its goal. */
export function atMost(name: string, value: number | undefined, goal: number, unit: string, note: string): Row {
  const rounded = value === undefined ? undefined : Math.round(value * 100) / 100;
  return { name, value: rounded, unit, goal: `<= ${goal}`, holds: value !== undefined && value <= goal, note };
}

/** A figure that may be as small as its goal. */
export function atLeast(name: string, value: number, goal: number, unit: string, note: string): Row {
  return { name, value: Math.round(value), unit, goal: `>= ${goal}`, holds: value >= goal, note };
}

/** A figure that is only reported. */
export const reported = (name: string, value: number | undefined, unit: string, note: string): Row => ({
  name,
  value: value === undefined ? undefined : Math.round(value * 100) / 100,
  unit,
  goal: '-',
  holds: value !== undefined,
  note,
});

export function table(rows: readonly Row[]): string {
  const cells = [
    ['', 'figure', 'value', 'unit', 'goal', 'how'],
    ...rows.map((row) => [
      row.holds ? 'ok' : 'NO',
      row.name,
      row.value === undefined ? 'not measured' : String(row.value),
      row.unit,
      row.goal,
      row.note,
    ]),
  ];
  const widths = [0, 1, 2, 3, 4].map((column) => Math.max(...cells.map((row) => row[column]?.length ?? 0)));
  return cells
    .map((row) =>
      row
        .map((cell, at) => cell.padEnd(widths[at] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

export function median(values: readonly number[]): number | undefined {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)];
}
