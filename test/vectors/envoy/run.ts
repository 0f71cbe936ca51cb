/** Outside: divides the cases among lanes, each in a namespace of its own, and gathers what they observed. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { err, ok, type Result } from '@banyan/core/result.ts';
import type { Options, Through } from '../options.ts';
import type { CaseOutcome } from '../outcome.ts';
import type { VectorCase } from '../vector.ts';
import { components } from '../../cluster/lab/components.ts';
import { namespaceCommand } from './namespace.ts';

/** What a lane is told, as JSON in a file. */
export interface LaneOrder {
  readonly through: Exclude<Through, 'semantics' | `${string}-semantics`>;
  readonly file: string;
  readonly ids: readonly string[];
  readonly allow: Options['allow'];
  readonly secrets: Options['secrets'];
  readonly envoy: string;
  readonly folder: string;
  readonly output: string;
}

/** Root of the repository. */
const root = resolve(import.meta.dirname, '../../..');

export async function runInLanes(
  cases: readonly VectorCase[],
  options: Options,
  through: LaneOrder['through'],
): Promise<Result<readonly CaseOutcome[], string>> {
  const envoy = process.env['BANYAN_ENVOY'] ?? join(root, '.tools/envoy');
  if (!existsSync(envoy)) return err(`there is no Envoy at ${envoy}; run \`make setup\``);
  const parts = components();
  if (through !== 'envoy' && !parts.ok) return err(parts.error);
  const namespace = namespaceCommand();
  if ('refused' in namespace) return err(namespace.refused);
  const folder = mkdtempSync(join(tmpdir(), 'banyan-vectors-'));
  try {
    const lanes = options.lanes ?? (through === 'envoy' ? lanesFor(cases) : labsFor(cases));
    const orders = shares(cases, lanes).map((ids, index): LaneOrder => {
      const place = { folder: join(folder, `lane-${index}`), output: join(folder, `lane-${index}.json`) };
      const { allow, secrets } = options;
      return { through, file: resolve(options.file), ids, allow, secrets, envoy, ...place };
    });
    const results = await Promise.all(orders.map((order) => runLaneProcess(namespace.command, order)));
    const failed = results.find((result) => !result.ok);
    if (failed !== undefined) return failed;
    const byId = new Map(results.flatMap((result) => (result.ok ? result.value : [])).map((one) => [one.id, one]));
    return ok(cases.map(({ id }) => byId.get(id) ?? { id, requests: [], problem: 'no lane took it' }));
  } finally {
    if (process.env['BANYAN_KEEP'] === undefined) rmSync(folder, { recursive: true, force: true });
    else console.error(`kept: ${folder}`);
  }
}

/** Routing cases run side by side in a lane's Envoy; the others wait for their nodes and windows, each in turn. */
function shares(cases: readonly VectorCase[], lanes: number): string[][] {
  const share = Array.from({ length: Math.max(1, Math.min(lanes, cases.length)) }, (): string[] => []);
  for (const [index, { id }] of cases.entries()) share[index % share.length]?.push(id);
  return share;
}

/** One lane more for each ten seconds of waiting; two for the processor's sake where there is much to convert. */
function lanesFor(cases: readonly VectorCase[]): number {
  if (cases.every(({ routing }) => routing)) return cases.length > 200 ? 2 : 1;
  const pauses = cases.flatMap(({ requests }) => requests.map(({ pause_before_ms }) => pause_before_ms ?? 0));
  const waiting = pauses.reduce((sum, pause) => sum + pause, 0);
  return Math.min(8, 3 + Math.floor(waiting / 10_000));
}

/** A lane with a control plane of its own: two keep the processor busy, and a few cases are done before a second is up. */
const labsFor = (cases: readonly VectorCase[]): number => (cases.length < 40 ? 1 : 2);

/** A lane's process. It ends when its stdin does, so that none outlives this one. */
async function runLaneProcess(
  namespace: readonly string[],
  order: LaneOrder,
): Promise<Result<readonly CaseOutcome[], string>> {
  const [command = '', ...args] = namespace;
  const told = `${order.output}.order`;
  writeFileSync(told, JSON.stringify(order));
  const main = join(import.meta.dirname, '../main.ts');
  const child = spawn(command, [...args, process.execPath, main, '--lane', told], {
    cwd: root,
    stdio: ['pipe', 'inherit', 'inherit'],
  });
  const stop = (): void => {
    child.kill('SIGKILL');
  };
  process.once('exit', stop);
  await once(child, 'exit');
  process.off('exit', stop);
  if (child.exitCode !== 0 || !existsSync(order.output)) {
    return err(`a lane ended with ${child.exitCode ?? child.signalCode}; see above`);
  }
  // Written by the lane, in this very format.
  return ok(JSON.parse(readFileSync(order.output, 'utf8')) as readonly CaseOutcome[]);
}
