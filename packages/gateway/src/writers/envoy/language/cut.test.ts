import * as fc from 'fast-check';
import { RE2JS } from 're2js';
import { expect, test } from 'vitest';
import { plain } from './alphabet.ts';
import { foundIn } from './anchors.ts';
import { cutAt } from './cut.ts';
import { parsePattern } from './parse.ts';
import { print } from './print.ts';

const mark = 0x3f;

test.each(['[?&]debug=1', '^/pay.*x$', 'a.b', '(?:union(.*?)select)', 'a?b|c{2,3}', '(\\?a){1,3}', '[^?]+\\?+'])(
  'the cuts of %s accept exactly the values with a question mark in them',
  (pattern) => {
    const parsed = parsePattern(pattern);
    const language = parsed && foundIn(parsed);
    const cuts = language && cutAt(language, mark);
    if (language === undefined || cuts === undefined) throw new Error('no cuts');
    const whole = (text: string): RE2JS => RE2JS.compile(`(?s)(?:${text.replaceAll('\\C', '.')})`);
    const direct = whole(print(language, plain));
    const pairs = cuts.map(([before, behind]) => [whole(print(before, plain)), whole(print(behind, plain))] as const);
    const word = fc
      .array(fc.constantFrom('a', 'b', 'c', '?', '&', '/pay', 'x', 'debug=1', 'union', 'select'))
      .map((parts) => parts.join(''));
    fc.assert(
      fc.property(word, word, (before, behind) => {
        const cut = pairs.some(([head, tail]) => head.matches(before) && tail.matches(behind));
        expect([before, behind, cut]).toEqual([before, behind, direct.matches(`${before}?${behind}`)]);
      }),
    );
  },
);

test('a long bounded repetition is not written out', () => {
  const parsed = parsePattern('^.{0,500}$');
  const language = parsed && foundIn(parsed);
  expect(language && cutAt(language, mark)).toBeUndefined();
});
