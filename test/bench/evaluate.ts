/** How many requests the evaluators answer in a second on one core: the example estate and 1,000 routes, each beside its conversion. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { GatewayRequest } from '@banyan/core/condition/request.ts';
import { readDocuments } from '@banyan/core/document/read.ts';
import { plain } from '@banyan/core/document/values.ts';
import { convert } from '@banyan/gateway/convert/convert.ts';
import { apisixSide } from '@banyan/gateway/prove/formats/apisix.ts';
import { envoySide } from '@banyan/gateway/prove/formats/envoy.ts';
import { witnessesOf } from '@banyan/gateway/prove/grounds.ts';
import type { Side } from '@banyan/gateway/prove/side.ts';
import type { SourceFile } from '@banyan/gateway/readers/reader.ts';
import { luaMachine } from '@banyan/gateway/semantics/envoy/lua/machine.ts';
import { estateOf } from './estate-of.ts';
import { atLeast, type Row } from './row.ts';

const place = (pointer: string): string => pointer;
const lua = await luaMachine();
/** The moment at which all requests come. */
const now = Date.UTC(2026, 0, 1);

export function evaluate(root: string): Row[] {
  const example = ['apisix.yaml', 'config.yaml'].map((name) => ({
    name,
    bytes: readFileSync(join(root, 'examples/voice-assistant', name)),
    static: name === 'config.yaml',
  }));
  const large = [{ name: 'apisix.yaml', bytes: Buffer.from(estateOf(1000)) }];
  return [...measured('the example', example, 200_000, 60_000), ...measured('1,000 routes', large, 50_000, 100_000)];
}

function measured(name: string, files: readonly SourceFile[], goal: number, most: number): Row[] {
  const [source, native, scripted] = [sourceOf(files), targetOf(files, []), targetOf(files, ['lua'])];
  const requests = requestsFor(source, native, most);
  const row = (side: Side, what: string): Row =>
    atLeast(
      `${what} of ${name}`,
      speed(side, requests),
      goal,
      '1/s',
      `${requests.length} different requests, one core`,
    );
  return [row(source, 'APISIX'), row(native, 'Envoy'), row(scripted, 'Envoy with Lua')];
}

/** Those that a proof would ask, one at a time. */
function requestsFor(source: Side, target: Side, most: number): readonly GatewayRequest[] {
  const requests: GatewayRequest[] = [];
  for (const { witness } of witnessesOf({ source, target }, most, () => undefined)) {
    const [step] = witness.steps;
    if (step !== undefined && witness.steps.length === 1 && step.repeat === undefined && witness.chances === undefined)
      requests.push(step.request);
  }
  return requests;
}

/** In a second, after everything has been asked once. */
function speed(side: Side, requests: readonly GatewayRequest[]): number {
  const evaluator = side.evaluator({ trace: false, random: () => 0.5, serve: true });
  const ask = (): void => {
    for (const request of requests) evaluator.answer(request, { now }).serving?.forward?.done();
  };
  ask();
  const began = process.cpuUsage();
  let rounds = 0;
  let used = 0;
  while (used < seconds) {
    ask();
    rounds++;
    const { user, system } = process.cpuUsage(began);
    used = (user + system) / 1e6;
  }
  return (rounds * requests.length) / used;
}

/** Of processor time, which what else runs on the machine does not change much. */
const seconds = 1.5;

function sourceOf(files: readonly SourceFile[]): Side {
  const [config, settings] = files.map(({ bytes }) => read(bytes));
  return apisixSide({ config, settings }, { name: 'apisix.yaml', files: [], place, environment: {} });
}

function targetOf(files: readonly SourceFile[], allow: readonly 'lua'[]): Side {
  const made = convert(files, { to: 'envoy', allow: new Set(allow), secrets: 'inline', environment: {} });
  const file = made.ok ? made.value.files.find(({ path }) => path === 'envoy.yaml') : undefined;
  const bootstrap = read(Buffer.from(Array.from(file?.chunks ?? []).join('')));
  return envoySide(bootstrap, { name: 'envoy.yaml', files: [], place }, lua);
}

function read(bytes: Uint8Array): unknown {
  const documents = readDocuments(bytes, 'file.yaml');
  const root = documents.ok ? documents.value[0]?.root : undefined;
  return root === undefined ? undefined : plain(root);
}
