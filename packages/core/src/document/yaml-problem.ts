/** What the YAML parser stumbled over, in our words. */
import type { YAMLException } from 'js-yaml';
import type { Finding, FindingContext } from '../finding/finding.ts';
import { finding } from '../finding/finding.ts';
import type { Limits } from './limits.ts';
import { Unreadable } from './problem.ts';

type Make = (context: FindingContext) => Finding;

/** Reasons of the parser by what a user has to do about them. */
function maker(reason: string, limits: Limits): Make {
  if (/tab characters/.test(reason)) return (context) => finding('DOC007', {}, context);
  if (/indentation/.test(reason)) return (context) => finding('DOC008', {}, context);
  if (/unexpected end of the (stream|document)/.test(reason)) return (context) => finding('DOC009', {}, context);
  if (/missed comma|expected ':'|multiline key|whitespace character is expected/.test(reason)) {
    return (context) => finding('DOC010', {}, context);
  }
  if (/maxDepth/.test(reason)) return (context) => finding('DOC015', { limit: limits.depth }, context);
  return (context) => finding('DOC006', { reason }, context);
}

/** A problem at the line where the parser stopped; a tab is blamed wherever it stands in the indentation of that line. */
export function yamlProblem(
  error: YAMLException,
  source: { readonly text: string; readonly limits: Limits },
): Unreadable {
  const offset = error.mark?.position ?? 0;
  const lineStart = Math.max(source.text.lastIndexOf('\n', offset - 1), source.text.lastIndexOf('\r', offset - 1)) + 1;
  const indentation = /^[ \t]*/.exec(source.text.slice(lineStart, lineStart + 1000))?.[0] ?? '';
  const tab = indentation.indexOf('\t');
  if (tab >= 0) return new Unreadable(lineStart + tab, maker('tab characters', source.limits));
  // At the end of the text the parser complains about indentation when a bracket is still open.
  const ended = !/\S/.test(source.text.slice(offset, offset + 1000)) && /deficient indentation/.test(error.reason);
  return new Unreadable(offset, maker(ended ? 'unexpected end of the stream' : error.reason, source.limits));
}
