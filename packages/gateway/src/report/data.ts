/** What a report is made of: one conversion as plain data, without any secret, for every format alike. */
import type { Document, Node } from '@banyan/core/document/node.ts';
import { lineAndColumn, placeOf } from '@banyan/core/document/locate.ts';
import type { Place } from '@banyan/core/document/place.ts';
import { eachWrittenLeaf } from '@banyan/core/document/values.ts';
import type { Finding, TargetPlace } from '@banyan/core/finding/finding.ts';
import type { Ledger } from '@banyan/core/ledger/ledger.ts';
import type { Verdict } from '@banyan/core/ledger/verdict.ts';
import { worse } from '@banyan/core/ledger/verdict.ts';
import type { Acceptance } from '../convert/accept.ts';
import type { OutputFile } from '../convert/convert.ts';
import type { Head } from '../convert/report.ts';
import type { Model } from '../model/model.ts';
import type { SourceFile } from '../readers/reader.ts';
import type { Excerpt } from './excerpt.ts';
import { excerpts } from './excerpt.ts';
import { redactor } from './redact.ts';
import { routeSources } from './sources.ts';

export interface ReportRoute {
  readonly id: string;
  /** `host path` of each rule, as the source means it. */
  readonly matches: readonly string[];
  readonly verdict: Verdict;
  /** Answers 503, because something that protects it has no counterpart. */
  readonly closed: boolean;
  readonly codes: readonly string[];
  readonly source: Place | undefined;
}

/** A line of the source on which values stand. */
export interface ReportLine {
  readonly line: number;
  readonly text: string;
  readonly verdict: Verdict;
  readonly codes: readonly string[];
  readonly targets: readonly TargetPlace[];
}

export interface ReportFile {
  readonly name: string;
  readonly lines: readonly ReportLine[];
}

export interface ReportData extends Head {
  readonly findings: readonly Finding[];
  /** By fingerprint. */
  readonly accepted: ReadonlyMap<string, Acceptance>;
  readonly routes: readonly ReportRoute[];
  /** Made when somebody asks: a large source has many lines. */
  readonly sourceFiles: () => readonly ReportFile[];
  /** A target's lines at a pointer; undefined where there is no such place. */
  readonly excerpt: (place: TargetPlace) => Excerpt | undefined;
}

export interface Converted {
  readonly head: Head;
  readonly sources: readonly SourceFile[];
  readonly files: readonly OutputFile[];
  readonly findings: readonly Finding[];
  readonly accepted: ReadonlyMap<string, Acceptance>;
  readonly model: Model;
  readonly ledger: Ledger;
  readonly documents: readonly Document[];
}

const hostText = (host: Model['rules'][number]['host']): string => {
  if (host.kind === 'any') return '*';
  return host.kind === 'exact' ? host.name : `*${host.suffix}`;
};

const pathText = (path: Model['rules'][number]['path']): string => {
  if (path.kind === 'exact') return path.path;
  return path.kind === 'prefix' ? `${path.prefix}*` : `~ ${path.regex}`;
};

/** The worst of what became of the leaves that a route needs. */
function routeVerdict(ledger: Ledger, nodes: Iterable<Node>): { verdict: Verdict; codes: ReadonlySet<string> } {
  let verdict: Verdict = 'exact';
  const codes = new Set<string>();
  for (const node of nodes) {
    eachWrittenLeaf(node, (leaf) => {
      const entry = ledger.entry(leaf);
      if (entry === undefined) return;
      verdict = worse(verdict, entry.verdict);
      if (entry.verdict !== 'exact') for (const code of entry.codes) codes.add(code);
    });
  }
  return { verdict, codes };
}

function routesOf({ model, ledger, findings, head }: Converted): ReportRoute[] {
  const closed = new Set(head.summary.closed);
  const named = new Map<string, Set<string>>();
  for (const { affects, code } of findings) {
    if (affects === undefined || affects.routes === 'all') continue;
    for (const route of affects.routes) named.set(route, (named.get(route) ?? new Set()).add(code));
  }
  const byRoute = Map.groupBy(model.rules, ({ route }) => route);
  return Array.from(byRoute, ([id, rules]) => {
    const { verdict, codes } = routeVerdict(
      ledger,
      new Set(rules.flatMap((rule) => Array.from(routeSources(rule, model)))),
    );
    const own = named.get(id) ?? [];
    const [first] = rules;
    return {
      id,
      matches: Array.from(new Set(rules.map((rule) => `${hostText(rule.host)} ${pathText(rule.path)}`))),
      verdict: closed.has(id) ? 'unsupported' : verdict,
      closed: closed.has(id),
      codes: Array.from(new Set([...own, ...codes])).sort(),
      source: first === undefined ? undefined : placeOf(first.source),
    };
  });
}

interface Line {
  verdict: Verdict;
  codes: Set<string>;
  targets: Map<string, TargetPlace>;
}

/** Values by the lines on which they stand. */
function linesOf(document: Document, ledger: Ledger): Map<number, Line> {
  const lines = new Map<number, Line>();
  eachWrittenLeaf(document.root, (leaf) => {
    const entry = ledger.entry(leaf);
    if (entry === undefined) return;
    const { line } = lineAndColumn(document, leaf.offset);
    const known = lines.get(line) ?? { verdict: 'ignored', codes: new Set(), targets: new Map() };
    known.verdict = worse(known.verdict, entry.verdict);
    for (const code of entry.codes) known.codes.add(code);
    for (const target of entry.targets) known.targets.set(`${target.file} ${target.pointer}`, target);
    lines.set(line, known);
  });
  return lines;
}

/** A report's data. */
export function reportData(converted: Converted): ReportData {
  const { head, findings, accepted, documents, ledger, sources, files } = converted;
  const redact = redactor(documents, ledger);
  const sourceFiles = (): ReportFile[] =>
    sources.map(({ name, bytes }) => {
      const text = redact(Buffer.from(bytes).toString()).split(/\r\n?|\n/);
      const lines = new Map(documents.filter(({ file }) => file === name).flatMap((one) => [...linesOf(one, ledger)]));
      return {
        name,
        lines: Array.from(lines, ([line, { verdict, codes, targets }]) => ({
          line,
          text: text[line - 1] ?? '',
          verdict,
          codes: Array.from(codes),
          targets: Array.from(targets.values()),
        })).toSorted((left, right) => left.line - right.line),
      };
    });
  return { ...head, findings, accepted, routes: routesOf(converted), sourceFiles, excerpt: excerpts(files, redact) };
}
