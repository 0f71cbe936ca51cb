import { formatCel } from '../cel/cel.ts';
import type { Stream } from '../stream.ts';
import { operator } from './operators.ts';

/** One piece of a format string; undefined where it has no value. */
export type Piece = (stream: Stream) => string | undefined;

/** A compiled format string. */
export type Format = (stream: Stream) => string;

const command = /%([A-Z][A-Z0-9_]*)(?:\(([\s\S]*?)\))?(?::(\d+))?%/y;

/**
 * A substitution format string ("Command operators" of the access log documentation). What has no value is written `absent`: nothing in
 * headers, `-` in bodies unless they omit empty values.
 */
export function format(source: string, absent = ''): Format {
  const pieces = parse(source);
  if (pieces.length === 0) return () => '';
  const [first] = pieces;
  if (pieces.length === 1 && first !== undefined) {
    if (typeof first === 'string') return () => first;
    return (stream) => first(stream) ?? absent;
  }
  return (stream) => {
    let made = '';
    for (const piece of pieces) made += typeof piece === 'string' ? piece : (piece(stream) ?? absent);
    return made;
  };
}

function parse(source: string): (string | Piece)[] {
  const pieces: (string | Piece)[] = [];
  let plain = '';
  for (let at = 0; at < source.length; ) {
    if (source[at] !== '%') {
      plain += source[at++];
      continue;
    }
    if (source[at + 1] === '%') {
      plain += '%';
      at += 2;
      continue;
    }
    command.lastIndex = at;
    const found = command.exec(source);
    if (found === null) {
      plain += source[at++];
      continue;
    }
    if (plain !== '') pieces.push(plain);
    plain = '';
    const [whole, name = '', parameters, length] = found;
    pieces.push(limited(pieceOf(name, parameters), length === undefined ? undefined : Number(length)));
    at += whole.length;
  }
  if (plain !== '') pieces.push(plain);
  return pieces;
}

const limited = (piece: Piece, length: number | undefined): Piece =>
  length === undefined ? piece : (stream) => piece(stream)?.slice(0, length);

function pieceOf(name: string, parameters: string | undefined): Piece {
  if (name === 'CEL') return formatCel(parameters ?? '');
  return (
    operator(name, parameters ?? '') ??
    ((stream) => {
      stream.notCovered(`%${name}%`);
      return undefined;
    })
  );
}
