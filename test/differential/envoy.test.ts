/** The evaluator of Envoy beside a real Envoy: the same requests to both. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { networkInterfaces } from 'node:os';
import { join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readDocuments } from '@banyan/core/document/read.ts';
import { plain } from '@banyan/core/document/values.ts';
import { convert } from '@banyan/gateway/convert/convert.ts';
import { createEnvoyEvaluator } from '@banyan/gateway/semantics/envoy/evaluator.ts';
import { luaMachine } from '@banyan/gateway/semantics/envoy/lua/machine.ts';
import { isObject, type Tree, type TreeObject } from '../vectors/envoy/merge.ts';
import { send } from '../vectors/wire/client.ts';
import { disagreements } from './agree.ts';
import { Random } from './random.ts';
import { requestFor, wordsOf } from './requests.ts';
import { envoyBinary, serve } from './served.ts';

const folder = join(import.meta.dirname, 'envoy');
const example = resolve(import.meta.dirname, '../../examples/voice-assistant');
const count = Number(process.env['BANYAN_DIFFERENTIAL'] ?? '250');
const seed = Number(process.env['BANYAN_SEED'] ?? '1');

function parse(bytes: Uint8Array, name: string): TreeObject {
  const read = readDocuments(bytes, name);
  const root = read.ok ? read.value[0]?.root : undefined;
  // Plain values of YAML are JSON values.
  const tree = root === undefined ? null : (plain(root) as Tree);
  if (!isObject(tree)) throw new Error(`${name} cannot be read`);
  return tree;
}

/** The example, converted as a user would. */
function converted(allow: readonly 'lua'[]): TreeObject {
  const sources = ['apisix.yaml', 'config.yaml'].map((name) => ({
    name,
    bytes: readFileSync(join(example, name)),
    static: name === 'config.yaml',
  }));
  const made = convert(sources, { to: 'envoy', allow: new Set(allow), secrets: 'inline', environment: {} });
  const file = made.ok ? made.value.files.find(({ path }) => path.endsWith('envoy.yaml')) : undefined;
  if (file === undefined) throw new Error('the example is not converted');
  return parse(Buffer.from(Array.from(file.chunks).join('')), 'envoy.yaml');
}

const ownAddress = Object.values(networkInterfaces())
  .flatMap((one) => one ?? [])
  .find(({ family, internal }) => family === 'IPv4' && !internal)?.address;

const cases: readonly (readonly [name: string, bootstrap: () => TreeObject])[] = [
  ...readdirSync(folder).map((name) => [name, () => parse(readFileSync(join(folder, name)), name)] as const),
  ['the voice assistant', () => converted([])],
  ['the voice assistant with Lua', () => converted(['lua'])],
];

describe.skipIf(!existsSync(envoyBinary))('the evaluator says what a real Envoy does', () => {
  test.each(cases)('for %s, where it covers the request', { timeout: 300_000 }, async (name, bootstrap) => {
    const served = await serve(bootstrap());
    try {
      const evaluator = createEnvoyEvaluator(served.bootstrap, { lua: await luaMachine(), address: ownAddress });
      const words = wordsOf(served.bootstrap);
      const random = new Random(seed);
      const wrong: string[] = [];
      let covered = 0;
      for (let index = 0; index < count; index++) {
        const request = { ...requestFor(words, random, Date.now()), port: served.ports[0] ?? 0 };
        const from = request.client_ip ?? '127.0.0.1';
        const response = await send(request, { address: '127.0.0.1', port: request.port, from });
        const answer = evaluator.answer(request, { now: Date.now() });
        const arrived = served.take();
        if (answer.notCovered !== undefined) continue;
        covered++;
        const found = disagreements(request, answer, response, arrived);
        if (found.length > 0) wrong.push(`${JSON.stringify(request)}\n    ${found.join('\n    ')}`);
      }
      const share = (100 * (covered - wrong.length)) / covered;
      console.log(
        `${name}: ${count} requests, ${count - covered} not covered, ${share.toFixed(2)} % of the others agree`,
      );
      expect(covered).toBeGreaterThan(0.9 * count);
      expect(share, wrong.slice(0, 10).join('\n')).toBeGreaterThanOrEqual(99.9);
    } finally {
      await served.stop();
    }
  });
});
