/**
 * What a HAProxy counts, by phase and side: answers by class and answers that the gateway cut (`show stat`, the backends'
 * `hrsp_*` and `srv_abrt`), and how long answers took (the table of the fragment). An answer that HAProxy made because the
 * gateway gave none is a 5xx. Answers count when their headers came; the status of gRPC, which comes last, is not seen.
 */
import { type Finding, finding } from '@banyan/core/finding/finding.ts';
import { err, ok, type Result } from '@banyan/core/result.ts';
import { type Clock, systemClock } from '../../local/wait.ts';
import { parseBackend, parseTracked, tableName } from '../../switches/haproxy/names.ts';
import { askHaproxy } from '../../switches/haproxy/runtime.ts';
import { edgeBounds } from '../buckets.ts';
import { nothing, sum } from '../counters.ts';
import type { Counters, IndicatorSource, Reading, Side } from '../indicator.ts';

const source = 'haproxy';
type Phases = Record<string, Partial<Record<Side, Counters>>>;

/** One migration on the HAProxy behind a socket. */
export function haproxyIndicator(
  { socket }: { readonly socket: string },
  migration: string,
  clock: Clock = systemClock,
): IndicatorSource {
  return { name: source, read: (signal) => read(socket, migration, clock, signal) };
}

async function read(
  socket: string,
  migration: string,
  clock: Clock,
  signal: AbortSignal,
): Promise<Result<Reading, Finding>> {
  const tables = await askHaproxy(socket, 'show table', signal);
  if (!tables.ok) return err(finding('TRF030', { source, reason: String(tables.error.params['reason']) }));
  const prefix = tableName(migration, '');
  const table = [...tables.value.matchAll(/^# table: (\S+),/gm)]
    .map(([, name = '']) => name)
    .find((name) => name.startsWith(prefix));
  if (table === undefined) return err(finding('TRF031', { source, reason: `no table ${prefix}` }));
  const at = clock.now();
  // One line of commands: the three answers are of one moment, as nearly as HAProxy has one.
  const answer = await askHaproxy(socket, `show info;show stat -1 2 -1;show table ${table}`, signal);
  if (!answer.ok) return err(finding('TRF030', { source, reason: String(answer.error.params['reason']) }));
  const epoch = ['Pid', 'Start_time_sec'].map((name) => new RegExp(`^${name}: (\\d+)$`, 'm').exec(answer.value)?.[1]);
  if (epoch[0] === undefined) return err(finding('TRF031', { source, reason: 'no process id' }));
  return ok({ at, epoch: epoch.join('/'), phases: phasesFrom(answer.value, migration) });
}

function phasesFrom(text: string, migration: string): Phases {
  const phases: Phases = {};
  const add = (phase: string, side: Side, counters: Counters): void => {
    const sides = (phases[phase] ??= {});
    sides[side] = sum(sides[side] ?? nothing, counters);
  };
  let columns: readonly string[] = [];
  for (const line of text.split('\n')) {
    if (line.startsWith('# pxname,')) columns = line.slice(2).split(',');
    const backend = parseBackend(line.slice(0, line.indexOf(',')));
    if (backend?.migration === migration) add(backend.phase, backend.side, answers(columns, line.split(',')));
    const tracked = / key=(\S+) /.exec(line)?.[1];
    const of = tracked === undefined ? undefined : parseTracked(tracked);
    if (of !== undefined) add(of.phase, of.side, { ...nothing, latency: latencies(line) });
  }
  return phases;
}

function answers(columns: readonly string[], values: readonly string[]): Counters {
  const number = (name: string): number => Number(values[columns.indexOf(name)] ?? 0);
  const classes = ['hrsp_1xx', 'hrsp_2xx', 'hrsp_3xx', 'hrsp_4xx', 'hrsp_5xx', 'hrsp_other'];
  const requests = classes.reduce((total, name) => total + number(name), 0);
  return { requests, errors: number('hrsp_5xx') + number('srv_abrt'), latency: [] };
}

/** `gpc0=3 gpc1=5`: answers within each bound. Every answer has come within the last one, or it is told by the rest. */
function latencies(line: string): Counters['latency'] {
  const counts = edgeBounds.map((_, index) => Number(new RegExp(` gpc${index}=(\\d+)`).exec(line)?.[1] ?? 0));
  const within = edgeBounds.map((atMost, index) => ({ atMost, count: counts[index] ?? 0 }));
  const all = Number(new RegExp(` gpc${edgeBounds.length}=(\\d+)`).exec(line)?.[1] ?? 0);
  return [...within, { atMost: null, count: all }];
}
