/** Where Envoy finds what a condition looks at, and how it is written there. */
import type { Subject } from '@banyan/core/condition/condition.ts';
import { type Alphabet, cookieValue, host, parameterName, parameterValue, path, plain } from '../language/alphabet.ts';
import { cutAt } from '../language/cut.ts';
import { acceptsEmpty, type Expression, otherThan, text } from '../language/expression.ts';
import { print } from '../language/print.ts';

export interface Carrier {
  /** The header that Envoy matches on. */
  readonly header: string;
  /** Whether every request has it. */
  readonly certain: boolean;
  /** Whether the header's value is the attribute itself. */
  readonly direct: boolean;
  readonly alphabet: Alphabet;
  /** RE2 for the whole header, around the language of the attribute; undefined when it cannot be written out. */
  wrap(language: Expression): string | undefined;
}

/** Headers that only this configuration sets, before routes are chosen; a client's own are overwritten. */
export const internal = {
  clientAddress: 'x-banyan-client',
  clientPort: 'x-banyan-client-port',
  peer: 'x-banyan-peer',
  port: 'x-banyan-port',
  httpVersion: 'x-banyan-version',
  sni: 'x-banyan-sni',
  referer: 'x-banyan-referer',
} as const;

/** Keeps the Connection header, which Envoy takes off before any filter sees it, for scripts that ask for it. */
export const connectionHeader = 'x-banyan-connection';

const direct = (header: string, certain: boolean): Carrier => ({
  header,
  certain,
  direct: true,
  alphabet: plain,
  wrap: (language) => print(language, plain),
});

const around = (header: string, certain: boolean, alphabet: Alphabet, wrap: (printed: string) => string): Carrier => ({
  header,
  certain,
  direct: false,
  alphabet,
  wrap: (language) => wrap(print(language, alphabet)),
});

/** undefined when Envoy cannot see it before it chooses a route. */
export function carrierOf(subject: Subject): Carrier | undefined {
  switch (subject) {
    case 'method':
      return direct(':method', true);
    case 'scheme':
      return direct(':scheme', true);
    case 'hostHeader':
      return direct(':authority', true);
    case 'host':
      return around(':authority', true, host, (printed) => `(?:${printed})\\.?(?::[0-9]*)?`);
    case 'path':
      return around(':path', true, path, (printed) => `(?:${printed})(?:\\?\\C*)?`);
    case 'uri':
      return { header: ':path', certain: true, direct: false, alphabet: path, wrap: pathAndQuery };
    case 'query':
      return around(':path', true, plain, (printed) => `[^?]*\\?(?:${printed})`);
    case 'clientAddress':
    case 'port':
    case 'httpVersion':
    case 'sni':
      return direct(internal[subject], subject !== 'sni');
    case 'rawPath':
    case 'target':
    case 'body':
      return undefined;
    default:
      return named(subject);
  }
}

/** Escapes count before the `?` only, so the language is cut there; an empty query is none. */
function pathAndQuery(language: Expression): string | undefined {
  const cuts = cutAt(language, 0x3f);
  if (cuts === undefined) return undefined;
  const parts = cuts.map(([before, behind]) => `(?:${print(before, path)})\\?(?:${print(behind, plain)})`);
  return [`(?:${print(language, path)})\\??`, ...parts].join('|');
}

function named(subject: Extract<Subject, `${string}:${string}`>): Carrier | undefined {
  const name = subject.slice(subject.indexOf(':') + 1);
  if (subject.startsWith('lines:')) return undefined;
  // Envoy drops a Referer that is no URL to it, so what was sent is kept before.
  if (subject === 'header:referer') return direct(internal.referer, false);
  if (subject.startsWith('header:')) return direct(name === 'host' ? ':authority' : name, name === 'host');
  return subject.startsWith('cookie:') ? cookie(name) : parameter(name);
}

/** The first part of the cookie header with this name, blanks around name and value left out. */
function cookie(name: string): Carrier {
  const blanks = '[ \\t]*';
  const others = `(?:(?:${print(otherThan(name), cookieName)})(?:=[^;]*)?;${blanks})*`;
  const key = print(text(name), cookieName);
  return around(
    'cookie',
    false,
    cookieValue,
    (printed) => `${blanks}${others}${key}${blanks}=${blanks}(?:${printed})${blanks}(?:;\\C*)?`,
  );
}

const cookieName: Alphabet = {
  ...cookieValue,
  name: 'cookieName',
  raw: (byte) => (byte === 0x3b || byte === 0x3d ? [] : [byte]),
  any: '[^;=]',
};

/** The first parameter with this name; without `=` its value is empty. */
function parameter(name: string): Carrier {
  const others = `(?:(?:(?:${print(otherThan(name), parameterName)})(?:=[^&]*)?)?&)*`;
  const key = print(text(name), parameterName);
  return {
    header: ':path',
    certain: true,
    direct: false,
    alphabet: parameterValue,
    wrap: (language) => {
      const value = `=(?:${print(language, parameterValue)})`;
      return `[^?]*\\?${others}${key}${acceptsEmpty(language) ? `(?:${value})?` : value}(?:&\\C*)?`;
    },
  };
}
