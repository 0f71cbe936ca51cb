/** A row as a condition over requests; what cannot be said is left out, so that it holds too often. */
import { all, type Condition } from '@banyan/core/condition/condition.ts';
import type { Row } from './row.ts';
import type { Text } from './text.ts';

export function rowCondition({ path, methods, headers, parameters, ports }: Row): Condition {
  return all([
    path.kind === 'exact' ? { subject: 'path', equals: path.text } : { subject: 'path', prefix: path.text },
    ...(methods === undefined ? [] : [{ subject: 'method', in: [...methods] } as const]),
    ...(ports === undefined ? [] : [{ subject: 'port', in: [...ports] } as const]),
    ...[...headers].map(([name, text]): Condition => {
      if (name === 'host') return testOf('hostHeader', text);
      return testOf(`header:${name}`, text);
    }),
    // Expressions are over what is sent, conditions over what it means.
    ...[...parameters].flatMap(([name, text]): readonly Condition[] =>
      'exact' in text ? [{ subject: `parameter:${name}`, equals: text.exact }] : [],
    ),
  ]);
}

const testOf = (subject: 'hostHeader' | `header:${string}`, text: Text): Condition =>
  'exact' in text ? { subject, equals: text.exact } : { subject, matches: `^(?:${text.regex})$` };
