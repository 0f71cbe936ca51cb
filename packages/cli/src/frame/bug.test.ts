import { expect, test } from 'vitest';
import { collectingWorld } from '../testing/world.ts';
import { reportBug } from './bug.ts';

test('a bug says what to report and shows no stack', () => {
  const { world, stderr } = collectingWorld({});
  expect(reportBug(new TypeError('orders is not iterable'), world)).toBe(70);
  expect(stderr()).toContain('TypeError: orders is not iterable [CLI012]');
  expect(stderr()).toContain('BANYAN_DEBUG=1');
  expect(stderr()).not.toContain('bug.test.ts');
});

test('BANYAN_DEBUG=1 shows the stack', () => {
  const { world, stderr } = collectingWorld({ environment: { BANYAN_DEBUG: '1' } });
  reportBug(new Error('boom'), world);
  expect(stderr()).toContain('bug.test.ts');
});
