/** The report of a run: a table by family, the commonest differences, and details on demand. */
import type { CaseOutcome, RequestOutcome } from './outcome.ts';
import { summarise } from './outcome.ts';
import type { VectorCase } from './vector.ts';

const percent = (part: number, whole: number): string => (whole === 0 ? '-' : ((100 * part) / whole).toFixed(1));

/** One line for each family: cases, requests, agreement, announced and unannounced differences, commonest fields. */
export function familyTable(cases: readonly VectorCase[], outcomes: readonly CaseOutcome[]): string {
  const families = new Map<string, CaseOutcome[]>();
  for (const [index, one] of cases.entries()) {
    const outcome = outcomes[index];
    if (outcome !== undefined) families.set(one.family, [...(families.get(one.family) ?? []), outcome]);
  }
  const rows = [
    ['family', 'cases', 'requests', 'agree %', 'announced', 'unannounced', 'false alarms', 'first differing fields'],
  ];
  for (const [family, members] of families) {
    const sum = summarise('', members);
    rows.push([
      family,
      String(sum.cases),
      String(sum.requests),
      percent(sum.agree, sum.requests),
      String(sum.announced),
      String(sum.unannounced),
      String(sum.falseAlarms),
      commonestFields(members.flatMap(({ requests }) => requests)),
    ]);
  }
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0))) ?? [];
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

function commonestFields(requests: readonly RequestOutcome[]): string {
  const count = new Map<string, number>();
  for (const { differences } of requests) {
    const field = differences[0]?.field;
    if (field !== undefined) count.set(field, (count.get(field) ?? 0) + 1);
  }
  const sorted = [...count].sort(([, a], [, b]) => b - a).slice(0, 3);
  return sorted.map(([field, times]) => `${field} (${times})`).join(', ');
}

/** Every differing request with its expected and observed fields, and every one that was selected and does not differ. */
export function details(cases: readonly VectorCase[], outcomes: readonly CaseOutcome[]): string {
  const lines: string[] = [];
  for (const [index, outcome] of outcomes.entries()) {
    if (outcome.problem !== undefined) lines.push(`${outcome.id}: ${outcome.problem}`);
    for (const [place, { differences, announcedBy }] of outcome.requests.entries()) {
      if (differences.length === 0 && announcedBy.length === 0) continue;
      const request = cases[index]?.requests[place];
      const codes = announcedBy.join(', ');
      const said = differences.length === 0 ? `false alarm of ${codes}` : `announced by ${codes}`;
      const summary = codes === '' ? 'unannounced' : said;
      lines.push(`${outcome.id}[${place}] ${request?.method} ${request?.host}${request?.path} (${summary})`);
      for (const { field, expected, observed } of differences) {
        lines.push(`    ${field}: expected ${short(expected)}, observed ${short(observed)}`);
      }
    }
  }
  return lines.join('\n');
}

const short = (value: unknown): string => {
  const text = JSON.stringify(value) ?? 'nothing';
  return text.length > 300 ? `${text.slice(0, 300)}...` : text;
};

/** Cases that could not be set up, by reason. */
export function problems(outcomes: readonly CaseOutcome[]): string {
  const reasons = new Map<string, string[]>();
  for (const { id, problem } of outcomes) {
    if (problem !== undefined) reasons.set(problem, [...(reasons.get(problem) ?? []), id]);
  }
  return [...reasons]
    .map(([reason, ids]) => `${ids.length} cases (${ids.slice(0, 3).join(', ')}...): ${reason}`)
    .join('\n');
}

/** The cases that took longest. */
export function slowest(outcomes: readonly CaseOutcome[]): string {
  const timed = outcomes.flatMap(({ id, milliseconds }) => (milliseconds === undefined ? [] : [{ id, milliseconds }]));
  const first = timed.sort((a, b) => b.milliseconds - a.milliseconds).slice(0, 10);
  return first.map(({ id, milliseconds }) => `${id} ${(milliseconds / 1000).toFixed(1)} s`).join(', ');
}
