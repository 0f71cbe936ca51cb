import { expect, test } from 'vitest';
import { unmeasured } from './versions.ts';

const writer = { target: 'envoy', measured: ['1.36', '1.40'] } as const;
const codes = (version: string) => unmeasured(writer, { envoy: version }).map(({ code }) => code);

test('versions between the oldest and the newest that were measured, with any patch, are no remark', () => {
  expect(['1.36', '1.36.4', '1.39.3', '1.40.9'].flatMap(codes)).toEqual([]);
});

test('an older or a newer version may answer every request otherwise', () => {
  expect(['1.35.9', '1.9', '1.41', '2.0'].flatMap(codes)).toEqual(['CNV014', 'CNV014', 'CNV014', 'CNV014']);
  expect(unmeasured(writer, { envoy: '1.35' })[0]?.affects).toEqual({ routes: 'all', when: { always: true } });
});

test('the version of another target says nothing', () => {
  expect(unmeasured(writer, { istio: '1.20' })).toEqual([]);
});
