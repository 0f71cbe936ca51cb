import { expect, test } from 'vitest';
import { stale } from './schemas.ts';

test('the published schemas are those of the code', () => {
  expect(stale()).toEqual([]);
});
