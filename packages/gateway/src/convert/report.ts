/** `conversion.json`: what was converted into what, how completely, and the findings. English always. */
import type { Place } from '@banyan/core/document/place.ts';
import type { Level } from '@banyan/core/finding/define.ts';
import type { Finding } from '@banyan/core/finding/finding.ts';
import { describe } from '@banyan/core/finding/finding.ts';
import type { Verdict } from '@banyan/core/ledger/verdict.ts';
import type { Acceptance } from './accept.ts';
import { fingerprintOf } from './fingerprint.ts';

export interface Summary {
  readonly leaves: Readonly<Record<Verdict, number>>;
  readonly findings: Readonly<Record<Level, number>>;
  /** Routes that the target has, and rules that it tries for them. */
  readonly routes: number;
  readonly rules: number;
  readonly upstreams: number;
  readonly consumers: number;
  /** Ids of routes that are closed because a protection or condition has no mapping. */
  readonly closed: readonly string[];
}

const byPlace = (left: Place | undefined, right: Place | undefined): number => {
  if (left === undefined || right === undefined) return Number(left === undefined) - Number(right === undefined);
  const files = left.file < right.file ? -1 : Number(left.file > right.file);
  return files || left.document - right.document || left.line - right.line || left.column - right.column;
};

const levels: readonly Level[] = ['error', 'warning', 'info'];

/** Without repetitions, in the order of the source; what has no place in the source comes last. */
export function ordered(findings: readonly Finding[]): Finding[] {
  return different(findings).sort(
    (left, right) =>
      byPlace(left.source, right.source) ||
      levels.indexOf(left.level) - levels.indexOf(right.level) ||
      (left.code < right.code ? -1 : Number(left.code > right.code)),
  );
}

/** Only findings with one code and place are compared as a whole; hardly any two have both. */
function different(findings: readonly Finding[]): Finding[] {
  const firsts = new Map<string, Finding>();
  const known = new Set<string>();
  return findings.filter((found) => {
    const { code, source } = found;
    const key = `${code} ${source?.file} ${source?.document} ${source?.line} ${source?.column}`;
    const first = firsts.get(key);
    if (first === undefined) {
      firsts.set(key, found);
      return true;
    }
    known.add(JSON.stringify(first));
    const text = JSON.stringify(found);
    if (known.has(text)) return false;
    known.add(text);
    return true;
  });
}

/** A finding as programs read it. */
export function findingJson(found: Finding): object {
  const { code, level, source, target, affects } = found;
  const { message, fix } = describe(found, 'en');
  return { code, level, fingerprint: fingerprintOf(found), source, target, message, fix, affects };
}

const withoutFingerprint = ({ reason, by, expires }: Acceptance): object => ({ reason, by, expires });

/** What a conversion was made of and with. */
export interface Head {
  readonly from: string;
  /** The form in which the source came. */
  readonly door: string;
  readonly to: string;
  /** Versions of the target that the user named; findings may depend on them. */
  readonly versions: Readonly<Record<string, string>>;
  readonly sources: readonly string[];
  readonly files: readonly string[];
  readonly summary: Summary;
}

/** The file's text; keys in a fixed order, one finding a line, so that versions can be compared. */
export function conversionJson(
  head: Head,
  findings: readonly Finding[],
  accepted: ReadonlyMap<string, Acceptance>,
): string {
  const { from, door, to, versions, sources, files, summary } = head;
  const named = Object.keys(versions).length === 0 ? {} : { versions };
  const text = {
    apiVersion: 'banyan.dev/v1alpha1',
    kind: 'Conversion',
    from,
    door,
    to,
    ...named,
    sources,
    files,
    summary,
  };
  const lines = findings.map((found) => {
    const acceptance = accepted.get(fingerprintOf(found));
    const note = acceptance === undefined ? {} : { accepted: withoutFingerprint(acceptance) };
    return `    ${JSON.stringify({ ...findingJson(found), ...note })}`;
  });
  const body = lines.length === 0 ? '[]' : `[\n${lines.join(',\n')}\n  ]`;
  return `${JSON.stringify(text, null, 2).slice(0, -2)},\n  "findings": ${body}\n}\n`;
}
