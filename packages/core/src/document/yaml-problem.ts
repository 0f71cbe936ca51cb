/** What the YAML parser stumbled over, in our words. */
import type { YAMLException } from 'js-yaml';
import type { Finding, FindingContext } from '../finding/finding.ts';
import { finding } from '../finding/finding.ts';
import type { Limits } from './limits.ts';
import { Unreadable } from './problem.ts';
import { openedBefore } from './unclosed.ts';

type Make = (context: FindingContext) => Finding;

/** Reasons of the parser by what a user has to do about them. */
function maker(reason: string, limits: Limits): Make {
  if (/tab characters/.test(reason)) return (context) => finding('DOC007', {}, context);
  if (/indentation/.test(reason)) return (context) => finding('DOC008', {}, context);
  if (/missed comma|expected ':'|multiline key|whitespace character is expected/.test(reason)) {
    return (context) => finding('DOC010', {}, context);
  }
  if (/maxDepth/.test(reason)) return (context) => finding('DOC015', { limit: limits.depth }, context);
  return (context) => finding('DOC006', { reason }, context);
}

/** The parser says so inside of quotes and brackets only: at the end, or where a line begins too far to the left. */
const unclosed = /deficient indentation|unexpected end of the (stream|document)/;

/** Characters that cannot begin a value without quotes. */
const reserved = /^[@`%,\]}]/;

/** What the text around the place tells beyond the parser's words. */
function closer(text: string, offset: number, lineStart: number): Make | undefined {
  const before = text.slice(Math.max(lineStart, offset - 1000), offset);
  const [first = ''] = reserved.exec(text.slice(offset, offset + 1)) ?? [];
  if (first !== '' && /(^|[:\-?,[{])\s+$|^$/.test(before)) {
    return (context) => finding('DOC024', { character: first }, context);
  }
  if (/["']\s*$/.test(before) && /^[^\s:,\]}#]/.test(text.slice(offset, offset + 1))) {
    return (context) => finding('DOC025', {}, context);
  }
  const colon = text.charAt(offset) === ':' && /^[\s-]*[^\s"'[{][^"']*:\s+[^\s"']/.test(before);
  return colon ? (context) => finding('DOC026', {}, context) : undefined;
}

/** A problem at the line where the parser stopped; a tab is blamed wherever it stands in the indentation of that line. */
export function yamlProblem(
  error: YAMLException,
  source: { readonly text: string; readonly limits: Limits },
): Unreadable {
  const { text, limits } = source;
  const offset = error.mark?.position ?? 0;
  const lineStart = Math.max(text.lastIndexOf('\n', offset - 1), text.lastIndexOf('\r', offset - 1)) + 1;
  const indentation = /^[ \t]*/.exec(text.slice(lineStart, lineStart + 1000))?.[0] ?? '';
  const tab = indentation.indexOf('\t');
  if (tab >= 0) return new Unreadable(lineStart + tab, maker('tab characters', limits));
  if (unclosed.test(error.reason)) {
    const opened = openedBefore(text, offset);
    if (opened !== undefined) {
      const mark = text.charAt(opened);
      return new Unreadable(opened, (context) => finding('DOC009', { mark }, context));
    }
  }
  const found = /indentation|expected/.test(error.reason) ? closer(text, offset, lineStart) : undefined;
  return new Unreadable(offset, found ?? maker(error.reason, limits));
}
