/** Atoms wherever they stand in a part of an Envoy configuration: header matchers, ranges, buckets, origins, keys, mutations. */
import type { Carrier, PathAtom, Site } from '../atoms.ts';
import { keyCredential } from '../credential.ts';
import { joined } from '../join.ts';
import { emptySite } from '../atoms.ts';
import { listOf, numberOf, type Table, tableOf, textOf } from '../table.ts';
import { matcherExamples, stringExamples } from './strings.ts';

type Part = Partial<Site>;

/** Everything at and below a value, as one part of a site. */
export function partsOf(value: unknown, name: string): Part {
  const found: Part[] = [];
  visit(value, name, found);
  return joined(emptySite('', ''), ...found);
}

function visit(value: unknown, name: string, found: Part[]): void {
  if (Array.isArray(value)) {
    for (const one of listOf(value)) visit(one, name, found);
    return;
  }
  const table = tableOf(value);
  if (table === undefined) return;
  for (const read of readers) {
    const part = read(table, name);
    if (part !== undefined) found.push(part);
  }
  for (const one of Object.values(table)) visit(one, name, found);
}

type Reader = (table: Table, name: string) => Part | undefined;

const framing = new Set(['content-length', 'transfer-encoding', 'host', 'connection', 'x-banyan-client']);

/** Headers that the format itself uses for parts of the request. */
export function headerPart(table: Table): Part | undefined {
  const name = textOf(table['name']);
  const examples = matcherExamples(table);
  if (name === undefined || (examples === undefined && table['present_match'] === undefined)) return undefined;
  const inverted = table['invert_match'] === true || table['present_match'] === false;
  const [yes, no] = examples ?? [['1'], []];
  const [accepted, refused] = inverted ? [no, yes] : [yes, no];
  if (name === ':method') return { methods: accepted };
  if (name === ':authority') return { hosts: [...accepted, ...refused] };
  if (name === ':path')
    return {
      paths: [...yes, ...no].filter((text) => text.startsWith('/')).map((text): PathAtom => ({ kind: 'exact', text })),
    };
  // Clients set these by what they send.
  if (name.startsWith(':') || framing.has(name.toLowerCase())) return undefined;
  const absent = inverted && examples === undefined ? { absent: true as const } : {};
  return { tests: [{ carrier: { on: 'header', name }, accepted, refused, ...absent }] };
}

const seconds = (duration: unknown): number => Number(/^([\d.]+)s$/.exec(textOf(duration) ?? '')?.[1] ?? 1);

const readers: readonly Reader[] = [
  headerPart,
  ({ address_prefix: address, prefix_len: length }) =>
    textOf(address) === undefined ? undefined : { addresses: [`${textOf(address)}/${numberOf(length) ?? 32}`] },
  ({ token_bucket: bucket, stat_prefix: prefix }, name) => {
    const table = tableOf(bucket);
    const count = numberOf(table?.['max_tokens']);
    return count === undefined
      ? undefined
      : { limits: [{ name: `${name} ${textOf(prefix) ?? ''}`, count, seconds: seconds(table?.['fill_interval']) }] };
  },
  ({ allow_origin_string_match: origins }) =>
    origins === undefined
      ? undefined
      : { origins: listOf(origins).flatMap((one) => stringExamples(tableOf(one) ?? {})[0]) },
  ({ credentials, key_sources: sources }) => {
    const carriers = listOf(sources).flatMap((one): readonly Carrier[] =>
      (['header', 'query', 'cookie'] as const).flatMap((on) => {
        const name = textOf(tableOf(one)?.[on]);
        return name === undefined ? [] : [{ on, name }];
      }),
    );
    return credentials === undefined
      ? undefined
      : {
          credentials: listOf(credentials)
            .slice(0, 4)
            .flatMap((one) => keyOf(tableOf(one) ?? {}, carriers)),
        };
  },
  ({ max_request_bytes: size }) => (numberOf(size) === undefined ? undefined : { sizes: [numberOf(size) ?? 0] }),
  ({ weighted_clusters: shares, runtime_fraction: fraction }) =>
    shares === undefined && fraction === undefined ? undefined : { shared: true },
  ({ percentage, header_abort: abort }) =>
    percentage === undefined || abort !== undefined ? undefined : { shared: true },
  ({ response_mutations: mutations, response_headers_to_add: added, response_headers_to_remove: removed }) => {
    const names = [...namesIn(mutations), ...namesIn(added), ...listOf(removed).flatMap((one) => textOf(one) ?? [])];
    // Names that conversions keep for themselves are no business of nodes.
    const theirs = names.filter((name) => !name.startsWith('x-banyan-'));
    return theirs.length === 0 ? undefined : { answerHeaders: theirs };
  },
  ({ request_mutations: mutations, request_headers_to_add: added, request_headers_to_remove: removed }) => {
    const names = [...namesIn(mutations), ...namesIn(added), ...listOf(removed).flatMap((one) => textOf(one) ?? [])];
    if (names.length === 0) return undefined;
    return {
      tests: names
        .filter((name) => !name.startsWith(':'))
        .map((name) => ({ carrier: { on: 'header', name }, accepted: ['from-client'], refused: [] })),
    };
  },
];

const keyOf = (table: Table, carriers: readonly Carrier[]): Site['credentials'] => {
  const key = textOf(table['key']);
  return key === undefined ? [] : keyCredential(`key of ${textOf(table['client']) ?? ''}`, carriers, key);
};

const namesIn = (mutations: unknown): readonly string[] =>
  listOf(mutations).flatMap((one) => {
    const table = tableOf(one);
    const header = tableOf(tableOf(table?.['append'])?.['header'] ?? table?.['header']);
    return textOf(table?.['remove']) ?? textOf(header?.['key']) ?? [];
  });
