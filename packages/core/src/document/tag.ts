/** Explicit tags of the core schema: `!!str 8080`, `!!int "8"`. Others have no meaning here. */
import { finding } from '../finding/finding.ts';
import type { ScalarNode } from './node.ts';
import { plainValue } from './plain-scalar.ts';
import { Unreadable } from './problem.ts';
import { SCALAR_STYLE } from 'js-yaml';

interface Tagged {
  readonly tagStart: number;
  readonly tagEnd: number;
  readonly style: number;
}

const accepts: Readonly<Record<string, (value: unknown) => boolean>> = {
  '!!int': (value) => typeof value === 'number' && Number.isInteger(value),
  '!!float': (value) => typeof value === 'number',
  '!!bool': (value) => typeof value === 'boolean',
  '!!null': (value) => value === null,
};

function untagged(style: number, text: string): Pick<ScalarNode, 'value' | 'style'> {
  if (style === SCALAR_STYLE.PLAIN) return { value: plainValue(text), style: 'plain' };
  const block = style === SCALAR_STYLE.LITERAL_BLOCK || style === SCALAR_STYLE.FOLDED_BLOCK;
  return { value: text, style: block ? 'block' : 'quoted' };
}

/** Type and style of a scalar; `text` is undefined for lists and objects, whose tag is only checked. Throws Unreadable. */
export function taggedScalar(
  source: string,
  event: Tagged,
  text: string | undefined,
): Pick<ScalarNode, 'value' | 'style'> {
  if (event.tagStart < 0) return untagged(event.style, text ?? '');
  const tag = source.slice(event.tagStart, event.tagEnd).replace(/^!<tag:yaml\.org,2002:(.*)>$/, '!!$1');
  const unknown = (): Unreadable => new Unreadable(event.tagStart, (context) => finding('DOC019', { tag }, context));
  if (text === undefined) {
    if (tag === '!!map' || tag === '!!seq') return { value: null, style: 'plain' };
    throw unknown();
  }
  if (tag === '!!str' || tag === '!') return { value: text, style: 'quoted' };
  const value = plainValue(text);
  if (accepts[tag]?.(value) !== true) throw unknown();
  return { value, style: 'plain' };
}
