import { expect, test } from 'vitest';
import { breaches } from './rooms.ts';

test('a room that imports one above it is a breach, with its line', () => {
  const text = "import { a } from './a.ts';\nimport { run } from '@banyan/engine/client.ts';\n";
  expect(breaches('packages/gateway/src/convert/convert.ts', text)).toEqual([
    'packages/gateway/src/convert/convert.ts:2: gateway may not import engine',
  ]);
});

test('a relative path out of the room is a breach', () => {
  const text = "import { a } from '../../core/src/result.ts';";
  expect(breaches('packages/gateway/src/ask.ts', text)).toEqual([
    'packages/gateway/src/ask.ts:1: ../../core/src/result.ts leaves the room',
  ]);
});

test('a room may import itself and those below it', () => {
  const text = "import { ok } from '@banyan/core/result.ts';\nimport { a } from './model/model.ts';";
  expect(breaches('packages/gateway/src/ask.ts', text)).toEqual([]);
});

test('a lazy import is an import', () => {
  expect(breaches('packages/core/src/a.ts', "await import('@banyan/cli/main.ts')")).toEqual([
    'packages/core/src/a.ts:1: core may not import cli',
  ]);
});
