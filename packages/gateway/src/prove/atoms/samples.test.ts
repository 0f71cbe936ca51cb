import { expect, test } from 'vitest';
import { samplesOf } from './samples.ts';

test.each([
  ['^/v1/(.*)', ['/v1/x', '/v1/']],
  ['GET|HEAD', ['GET', 'HEAD']],
  ['^https://(a|b)\\.example$', ['https://a.example', 'https://b.example']],
  ['[^/]{3}', ['xxx']],
  ['(?i)bot', ['bot']],
  ['\\d+-[\\]a]', ['7-]']],
  ['(unclosed', []],
])('texts that %s finds', (expression, texts) => {
  expect(samplesOf(expression)).toEqual(texts);
});
