/**
 * Runs a vectors file and compares (docs/reference/vectors.md): through the evaluator, or through a real Envoy that serves
 * the converted configurations. The last line of stdout is the summary as JSON.
 */
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { exit } from '@banyan/core/exit.ts';
import { answersLine } from './answers.ts';
import { type LaneOrder, runInLanes } from './envoy/run.ts';
import { runLane } from './envoy/lane.ts';
import { runClusterLane } from './cluster/lane.ts';
import { loadCases } from './load.ts';
import { type Options, readOptions, usage } from './options.ts';
import { type CaseOutcome, summarise } from './outcome.ts';
import { reportsRefusal } from './refused.ts';
import { details, familyTable, problems, slowest } from './report.ts';
import { runSemantics } from './semantics.ts';
import { runTargetSemantics } from './target-semantics.ts';
import type { VectorCase } from './vector.ts';

async function main(options: Options): Promise<number> {
  if (!existsSync(options.file)) return fail(`there is no file ${options.file}`);
  const cases = loadCases(options.file)
    .filter(({ family, id }) => (options.family ?? family) === family && (options.only ?? id) === id)
    .filter((_, index) => index % options.every === 0)
    .slice(0, options.limit);
  let outcomes: readonly CaseOutcome[];
  if (options.through === 'semantics') outcomes = runSemantics(cases);
  else if (options.through === 'envoy-semantics') outcomes = await runTargetSemantics(cases, 'envoy', options);
  else if (options.through === 'istio-semantics') outcomes = await runTargetSemantics(cases, 'istio', options);
  else if (options.through === 'gateway-api-semantics')
    outcomes = await runTargetSemantics(cases, 'gateway-api', options);
  else {
    const ran = await runInLanes(cases, options, options.through);
    if (!ran.ok) {
      console.error(ran.error);
      return exit.environment;
    }
    outcomes = ran.value;
  }
  print(cases, outcomes, options);
  return exit.done;
}

function print(cases: readonly VectorCase[], outcomes: readonly CaseOutcome[], options: Options): void {
  if (options.verbose) console.log(`${details(cases, outcomes)}\n\nslowest: ${slowest(outcomes)}\n`);
  console.log(familyTable(cases, outcomes));
  const trouble = problems(outcomes);
  if (trouble !== '') console.log(`\n${trouble}`);
  if (options.answers !== undefined) {
    const lines = cases.map((one, index) => answersLine(one, outcomes[index] ?? { id: one.id, requests: [] }));
    writeFileSync(options.answers, `${lines.join('\n')}\n`);
  }
  console.log(`\n${changes[options.through]}`);
  console.log(JSON.stringify(summarise(options.through, outcomes, refusals(cases))));
}

/** For each case that the gateway refused, whether convert does. */
function refusals(cases: readonly VectorCase[]): boolean[] {
  const folder = mkdtempSync(join(tmpdir(), 'banyan-refused-'));
  try {
    return cases.flatMap((one) => reportsRefusal(one, join(folder, one.id)) ?? []);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const played = 'nothing was changed; the nodes were played from the vectors, no socket was opened';

/** What the runner changes, said on every run. */
const changes = {
  semantics: played,
  'envoy-semantics': played,
  'istio-semantics': played,
  'gateway-api-semantics': played,
  envoy:
    'changed: listener addresses (one loopback address a case, ports kept), names of clusters, the resolver (a hosts file), ' +
    'two response headers that name the route and count the attempts, no lingering of closed connections; ' +
    'node addresses, ports, client addresses and host names are those of the vectors',
  istio: clusterChanges('the address that a Gateway binds (one loopback address a case, ports kept)'),
  'gateway-api': clusterChanges(
    'the address that a Gateway binds (one loopback address a case, by an EnvoyFilter, ports kept) and a Service for it, as ' +
      'nothing runs its deployment',
  ),
} as const;

function clusterChanges(listening: string): string {
  return (
    `changed: ${listening}, the namespace of the objects (one a case, with a proxy of its own, and visible there alone), the resolver (a hosts file), ` +
    'and one EnvoyFilter in the root namespace that names the route and counts the attempts in two response headers; ' +
    'node addresses, ports, client addresses and host names are those of the vectors'
  );
}

function fail(message: string): number {
  console.error(`${message}\n${usage}`);
  return exit.usage;
}

const [first, second] = process.argv.slice(2);
if (first === '--lane' && second !== undefined) {
  // Written by envoy/run.ts in this very format.
  const order = JSON.parse(readFileSync(second, 'utf8')) as LaneOrder;
  await (order.through === 'envoy' ? runLane(order) : runClusterLane(order));
} else {
  const options = readOptions(process.argv.slice(2));
  process.exitCode = 'wrong' in options ? fail(options.wrong) : await main(options);
}
