/** Verdicts of fields, read from the ledgers of converted examples. */
import { readFileSync } from 'node:fs';
import { supplement } from './apisix-supplement.ts';
import type { Verdict } from '../packages/core/src/ledger/verdict.ts';
import { convert } from '../packages/gateway/src/convert/convert.ts';
import { kinds } from '../packages/gateway/src/readers/apisix/objects.ts';
import { writers } from '../packages/gateway/src/writers/list.ts';
import { type Mechanism, mechanisms } from '../packages/gateway/src/writers/writer.ts';

export interface Column {
  readonly title: string;
  readonly about: string;
  readonly target: string;
  readonly allow: ReadonlySet<Mechanism>;
}

/** Each target by itself, and with everything allowed. */
export const columns: readonly Column[] = Array.from(writers.keys()).flatMap((target) => [
  { title: target, about: 'by itself', target, allow: new Set<Mechanism>() },
  { title: `${target} +`, about: `with \`--allow ${mechanisms.join(',')}\``, target, allow: new Set(mechanisms) },
]);

type Section = readonly Readonly<Record<string, unknown>>[];
type Config = Readonly<Record<string, Section>>;

const files = ['gateway.jsonl', 'gateway2.jsonl', 'routing.jsonl'];

const upstream = { type: 'roundrobin', nodes: { '10.20.1.11:8080': 1 } };

/** Sections that are lists of objects; routing cases have them at the top, and no upstreams. */
function configOf(line: string): Config | undefined {
  // A recorded case; its form is described in docs/reference/vectors.md.
  const {
    config,
    routes,
    services = [],
  } = JSON.parse(line) as { config?: object; routes?: Section; services?: Section };
  const routing = { routes: (routes ?? []).map((route) => ({ upstream, ...route })), services };
  const sections = Object.entries(config ?? routing).filter(
    ([name, section]) => kinds.some((kind) => kind === name) && Array.isArray(section),
  );
  // Filtered above.
  return sections.length === 0 ? undefined : (Object.fromEntries(sections) as Config);
}

/** A field as the page names it: `routes uri`, `upstreams nodes`, `plugin cors max_age`. */
export function fieldOf(pointer: string): string | undefined {
  const [kind = '', , field, ...rest] = pointer.split('/').slice(1);
  if (field === undefined) return undefined;
  if (kind === 'plugin_metadata' || kind === 'secrets' || kind === 'protos') return `${kind} ${field}`;
  if (field === 'plugins') return rest[0] === undefined ? undefined : `plugin ${rest[0]} ${rest[1] ?? '(itself)'}`;
  if (field !== 'upstream' && kind !== 'upstreams') return `${kind} ${field}`;
  const [first, second] = kind === 'upstreams' ? [field, ...rest] : rest;
  if (first === undefined) return undefined;
  return `upstreams ${first === 'checks' && second !== undefined ? `checks.${second}` : first}`;
}

/** Names of the fields that a configuration has. */
function fieldsIn(config: Config): Set<string> {
  const found = new Set<string>();
  const walk = (value: unknown, pointer: string): void => {
    const inner = typeof value === 'object' && value !== null ? Object.entries(value) : [];
    const field = inner.length === 0 ? fieldOf(pointer) : undefined;
    if (field !== undefined) found.add(field);
    for (const [key, item] of inner) walk(item, `${pointer}/${key.replaceAll('/', '~1')}`);
  };
  walk(config, '');
  return found;
}

/** How many examples of each field are looked at: values differ. */
const enough = 4;

/** What no recorded case has, then in the order of the files: every configuration that has a field of which there are too few examples so far. */
export function examples(): readonly Config[] {
  const counts = new Map<string, number>();
  const recorded = files.flatMap((file) =>
    readFileSync(`test/vectors/data/${file}`, 'utf8')
      .split('\n')
      .filter((line) => line !== '')
      .flatMap((line) => {
        const config = configOf(line);
        const fields = config === undefined ? [] : Array.from(fieldsIn(config));
        if (config === undefined || fields.every((field) => (counts.get(field) ?? 0) >= enough)) return [];
        for (const field of fields) counts.set(field, (counts.get(field) ?? 0) + 1);
        return [config];
      }),
  );
  return [supplement, ...recorded];
}

interface Line {
  readonly file: string;
  readonly pointer: string;
  readonly verdict: Verdict;
}

function ledgerOf(config: Config, { target, allow }: Column): readonly Line[] {
  const bytes = new TextEncoder().encode(JSON.stringify(config));
  const source = [{ name: 'apisix.json', bytes }];
  const result = convert(source, { to: target, allow, secrets: 'inline', from: 'apisix-standalone', environment: {} });
  if (!result.ok) return [];
  const ledger = result.value.files.find(({ path }) => path === 'ledger.jsonl');
  // Written by the conversion itself, with a published schema.
  return Array.from(ledger?.chunks ?? [])
    .join('')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Line);
}

/** By field, in the order of kinds and then of names. */
export function verdictsOf(configs: readonly Config[]): ReadonlyMap<string, ReadonlyMap<Column, ReadonlySet<Verdict>>> {
  const found = new Map<string, Map<Column, Set<Verdict>>>();
  for (const column of columns) {
    for (const config of configs) {
      for (const { pointer, verdict } of ledgerOf(config, column)) {
        const field = fieldOf(pointer);
        if (field === undefined) continue;
        const row = found.get(field) ?? new Map<Column, Set<Verdict>>();
        row.set(column, (row.get(column) ?? new Set<Verdict>()).add(verdict));
        found.set(field, row);
      }
    }
  }
  const place = (field: string): number => kinds.findIndex((kind) => field.startsWith(`${kind} `));
  return new Map(
    Array.from(found).toSorted(
      ([left], [right]) => place(left) - place(right) || (left < right ? -1 : Number(left > right)),
    ),
  );
}
