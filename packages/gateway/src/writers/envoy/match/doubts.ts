/** Requests for which a native matcher may decide otherwise than the condition it stands for. */
import { all, any, type Condition, not, type Test } from '@banyan/core/condition/condition.ts';
import { exponent } from '../language/numbers.ts';

/** A percent sign without two hexadecimal digits behind it. */
export const brokenEscape = '%(?:[^0-9A-Fa-f]|[0-9A-Fa-f](?:[^0-9A-Fa-f]|$)|$)';

/** One of the reasons, with the requests it holds for. */
export interface Doubt {
  readonly code: 'ENV006' | 'ENV007' | 'ENV008' | 'ENV123';
  readonly when: Condition;
}

/** All doubts about the tests in a condition. */
export function doubtsAbout(condition: Condition): readonly Doubt[] {
  const decided = withoutExponents(condition);
  if (decided === condition) return doubtsOf(condition);
  const either = [all([condition, not(decided)]), all([not(condition), decided])];
  return [{ code: 'ENV006', when: any(either) }, ...doubtsOf(condition)];
}

function doubtsOf(condition: Condition): readonly Doubt[] {
  if ('always' in condition) return [];
  if ('not' in condition) return doubtsOf(condition.not);
  if ('all' in condition) return condition.all.flatMap(doubtsOf);
  if ('any' in condition) return condition.any.flatMap(doubtsOf);
  return subjectDoubts(condition);
}

/** The condition as Envoy decides it: a number with an exponent is none to it. The same object where nothing changes. */
function withoutExponents(condition: Condition): Condition {
  if ('always' in condition) return condition;
  if ('not' in condition) {
    const inner = withoutExponents(condition.not);
    return inner === condition.not ? condition : not(inner);
  }
  if ('all' in condition || 'any' in condition) {
    const parts = 'all' in condition ? condition.all : condition.any;
    const made = parts.map(withoutExponents);
    if (made.every((part, index) => part === parts[index])) return condition;
    return 'all' in condition ? all(made) : any(made);
  }
  if (!('number' in condition)) return condition;
  return all([condition, not({ subject: condition.subject, matches: exponent })]);
}

const isHeader = (subject: Test['subject']): subject is `header:${string}` => subject.startsWith('header:');

/** That a header came in several lines. */
export const repeated = (header: `header:${string}`): Condition => ({
  subject: `lines:${header.slice('header:'.length)}`,
  number: { is: '>', than: 1 },
});

function subjectDoubts(test: Test): readonly Doubt[] {
  const { subject } = test;
  if (subject === 'query' || subject.startsWith('parameter:')) {
    const query: Condition = { subject: 'query', matches: brokenEscape };
    return [{ code: 'ENV008', when: query }];
  }
  if (subject === 'sni') return [{ code: 'ENV123', when: { subject, matches: '[A-Z]' } }];
  if (isHeader(subject) && !('present' in test)) return [{ code: 'ENV007', when: repeated(subject) }];
  if (!subject.startsWith('cookie:')) return [];
  const name = subject.slice('cookie:'.length).replace(/[^A-Za-z0-9_]/g, '\\$&');
  const twice = `(?:^|;)[ \\t]*${name}[ \\t]*=.*;[ \\t]*${name}[ \\t]*=`;
  const spaced = `(?:^|;)[ \\t]*${name}[ \\t]*=[ \\t]*[^; \\t]+[ \\t]+[^; \\t]`;
  const doubtful: Condition = any([
    { subject: 'header:cookie', matches: twice },
    { subject: 'header:cookie', matches: spaced },
  ]);
  return [{ code: 'ENV007', when: all([doubtful]) }];
}
