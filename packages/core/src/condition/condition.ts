/**
 * A condition over one request: what a route asks for beside host and path, and for which requests a finding predicts a
 * difference. Plain JSON, so that another program can test it (schema: docs/schemas/condition.json).
 *
 * A test on an attribute that the request does not have is false, whatever the test; `not` around it is true. There is
 * no other rule about absence.
 */
export type Condition =
  | { readonly always: boolean }
  | { readonly all: readonly Condition[] }
  | { readonly any: readonly Condition[] }
  | { readonly not: Condition }
  | Test;

/**
 * What a test looks at:
 * `method` · `scheme` · `port` (as text) · `host` (lower case, without port and a dot at its end) · `hostHeader` (as sent) ·
 * `path` (percent-decoded once, `//` merged, dot segments resolved, no query) · `rawPath` (as sent, no query) ·
 * `query` (raw, without `?`; absent when there is no `?`) · `uri` (path, and behind `?` a query that is not empty) ·
 * `target` (rawPath and query as sent) ·
 * `header:<lower-case name>` (repeated ones joined by ", ") · `parameter:<name>` (first value, decoded, `+` is a blank) ·
 * `lines:<lower-case name>` (how often the header came, as text) · `cookie:<name>` · `clientAddress` · `body` · `httpVersion` · `sni`.
 */
export type Subject =
  | 'method'
  | 'scheme'
  | 'port'
  | 'host'
  | 'hostHeader'
  | 'path'
  | 'rawPath'
  | 'query'
  | 'uri'
  | 'target'
  | 'clientAddress'
  | 'body'
  | 'httpVersion'
  | 'sni'
  | `header:${string}`
  | `lines:${string}`
  | `parameter:${string}`
  | `cookie:${string}`;

/** Exactly one of the tests. */
export type Test = { readonly subject: Subject } & (
  | { readonly present: true }
  | { readonly equals: string }
  | { readonly in: readonly string[] }
  | { readonly prefix: string }
  | { readonly suffix: string }
  | { readonly contains: string }
  /** RE2 syntax, searched anywhere unless anchored. */
  | { readonly matches: string; readonly ignoreCase?: boolean }
  /** The attribute read as a number (decimal or 0x hexadecimal, blanks around it allowed); false when it is none. */
  | { readonly number: { readonly is: '==' | '<' | '<=' | '>' | '>='; readonly than: number } }
  /** Both sides as byte strings. */
  | { readonly text: { readonly is: '<' | '<=' | '>' | '>='; readonly than: string } }
  /** Addresses or CIDR ranges, v4 and v6. */
  | { readonly within: readonly string[] }
);

export const always: Condition = { always: true };
export const never: Condition = { always: false };

/** Conjunction without needless nesting. */
export function all(conditions: readonly Condition[]): Condition {
  const kept: Condition[] = [];
  for (const part of conditions)
    if ('all' in part) kept.push(...part.all.filter(hinders));
    else if (hinders(part)) kept.push(part);
  if (kept.some(isNever)) return never;
  const [first] = kept;
  if (first === undefined) return always;
  return kept.length === 1 ? first : { all: kept };
}

/** Disjunction without needless nesting. */
export function any(conditions: readonly Condition[]): Condition {
  const kept: Condition[] = [];
  for (const part of conditions)
    if ('any' in part) kept.push(...part.any.filter(helps));
    else if (helps(part)) kept.push(part);
  if (kept.some(isAlways)) return always;
  const [first] = kept;
  if (first === undefined) return never;
  return kept.length === 1 ? first : { any: kept };
}

/** The same condition with other conditions in place of its tests. */
export function withTests(condition: Condition, change: (test: Test) => Condition): Condition {
  if ('always' in condition) return condition;
  if ('not' in condition) return not(withTests(condition.not, change));
  if ('all' in condition) return all(condition.all.map((part) => withTests(part, change)));
  if ('any' in condition) return any(condition.any.map((part) => withTests(part, change)));
  return change(condition);
}

const isAlways = (part: Condition): boolean => 'always' in part && part.always;
const isNever = (part: Condition): boolean => 'always' in part && !part.always;
/** What a conjunction needs, and what a disjunction. */
const hinders = (part: Condition): boolean => !isAlways(part);
const helps = (part: Condition): boolean => !isNever(part);

/** Negation, folded where that is free. */
export function not(condition: Condition): Condition {
  if ('not' in condition) return condition.not;
  if ('always' in condition) return { always: !condition.always };
  return { not: condition };
}
