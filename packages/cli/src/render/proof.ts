/** A proof for people: what differs first, each with its request to copy; then every route with its verdict. */
import type { Colours } from '@banyan/core/terminal/colour.ts';
import { table } from '@banyan/core/terminal/table.ts';
import type { Locale } from '@banyan/core/words/locale.ts';
import { proveWords as words } from '@banyan/core/words/prove.ts';
import type { Proof, ProofDifference, ProofRoute } from '@banyan/gateway/prove/proof.ts';

interface Layout {
  readonly locale: Locale;
  readonly colours: Colours;
  readonly columns: number;
  readonly all: boolean;
}

/** Causes that are shown unless all are asked for. */
const most = 10;
/** Parts that are not covered, by name. */
const mostNamed = 3;

export function proofLines(proof: Proof, layout: Layout): string[] {
  const { locale, colours, all } = layout;
  const { source, target, summary, routes, differences } = proof;
  const unknown = differences.filter(({ verdict }) => verdict === 'unknown');
  const listed = all ? differences : unknown.slice(0, most);
  const left = unknown.length - listed.length;
  return [
    colours.bold(`${source.name} (${source.format}) → ${target.name} (${target.format})`),
    '',
    ...listed.flatMap((one) => [...differenceLines(one, layout), '']),
    ...(left > 0 ? [words.more[locale]({ count: left, how: '--all, -o json' }), ''] : []),
    ...table(
      routes.filter((one) => all || one.verdict !== 'same' || routes.length <= 40).map((one) => routeRow(one, layout)),
      { indent: 2 },
    ),
    '',
    colours.bold(words.summary[locale](summary.routes)),
    ...(proof.live === undefined ? [] : [words.sent[locale](proof.live)]),
    ...(proof.traffic === undefined ? [] : [words.traffic[locale](proof.traffic)]),
    colours.dim(words.effort[locale](summary)),
  ];
}

function routeRow({ route, verdict, codes, why, untried, place }: ProofRoute, { locale, colours }: Layout): string[] {
  const paint = { same: colours.green, known: colours.yellow, unknown: colours.red, 'not-covered': colours.dim };
  const unknown = why.length > mostNamed ? [...why.slice(0, mostNamed), `+ ${why.length - mostNamed}`] : why;
  const notes = [...codes, ...unknown, ...untried.map((what) => words.untried[locale]({ what }))];
  return [
    paint[verdict](words.verdicts[verdict][locale]),
    route ?? words.noRoute[locale],
    notes.join(', '),
    colours.dim(place ?? ''),
  ];
}

function differenceLines(one: ProofDifference, { locale, colours, columns }: Layout): string[] {
  const paint = one.verdict === 'unknown' ? colours.red : colours.yellow;
  const title =
    `${words.verdicts[one.verdict][locale]}  ${one.route ?? words.noRoute[locale]}  ${one.codes.join(' ')}`.trimEnd();
  const width = Math.max(20, Math.floor((columns - 30) / 2));
  const short = (value: unknown): string => {
    const text = typeof value === 'string' ? value : value === null ? '–' : JSON.stringify(value);
    const plain = text.replaceAll('\n', '\\n');
    return plain.length > width ? `${plain.slice(0, width - 1)}…` : plain;
  };
  const fields = one.fields.map(({ field, source, target }) => [field, short(source), short(target)]);
  return [
    `${paint(colours.bold(title))}  ${colours.dim(words.shownBy[locale]({ count: one.count, kinds: one.kinds.join(', ') }))}`,
    ...one.curl.map((line) => `  ${line}`),
    ...nodesLines(one, locale),
    ...one.credentials.map(({ variable, meaning }) => colours.dim(`  # ${variable}: ${meaning}`)),
    ...table([['', words.inSource[locale], words.inTarget[locale]].map(colours.dim), ...fields], { indent: 4 }),
    ...table(
      [...decisions(one.source, words.inSource[locale]), ...decisions(one.target, words.inTarget[locale])].map((row) =>
        row.map(colours.dim),
      ),
      { indent: 4 },
    ),
  ];
}

function nodesLines({ witness }: ProofDifference, locale: Locale): string[] {
  const { nodes } = witness;
  if (nodes === undefined) return [];
  const headers = Object.entries(nodes.headers).map(([name, value]) => `${name}: ${value}`);
  const answer =
    nodes.failed === undefined
      ? words.nodesAnswer[locale]({ status: nodes.status, headers: headers.join(', ') })
      : words.nodesFail[nodes.failed][locale];
  return [`  # ${words.nodes[locale]({ answer })}`];
}

const decisions = ({ decided }: ProofDifference['source'], side: string): string[][] =>
  decided.slice(-3).map(({ step, detail, place }) => [side, place ?? '', `${step}: ${detail}`]);
