/**
 * Weights of traffic-split in APISIX, told through the Admin API: the old gateway divides the traffic itself, and nothing new
 * stands in front of it. The Admin API knows what lies in etcd; what workers have loaded is asked at the gateway.
 */
import { type Finding, finding } from '@banyan/core/finding/finding.ts';
import { err, ok, type Result } from '@banyan/core/result.ts';
import { getText } from '../../local/get.ts';
import { locked } from '../../local/lock.ts';
import { systemClock, until } from '../../local/wait.ts';
import { mayReplace, nonsenseIn, rejected, stale, unreachable } from '../division.ts';
import { asSplit, granularity, type Held } from '../split.ts';
import type { Split, Switch, SwitchFailure } from '../switch.ts';
import { type AdminApi, getObject, putObject } from './admin.ts';
import { type ApisixPhase, globalRule, heldInRule, probeHeader, recordIn, ruleId, upstreamId } from './global-rule.ts';

export interface ApisixSplit {
  readonly admin: AdminApi;
  /** Where the gateway serves. */
  readonly gateway: { readonly host: string; readonly port: number };
  readonly migration: string;
  readonly phases: readonly ApisixPhase[];
}

/** Milliseconds within which workers must have loaded a write; they are told of it by a watch. */
const loadedWithin = 5000;
/** Connections on which the gateway must say the same: each may come to another worker. */
const asked = 8;

export function apisixSwitch(split: ApisixSplit): Switch {
  return {
    kind: 'apisix',
    limits: {
      granularity,
      delay: {
        seconds: 1,
        reason: 'every worker watches etcd; eight connections are asked for what theirs has loaded',
      },
      openStreams: 'nothing new at once; what is open stays where it is until one of its ends closes it',
    },
    read: (signal) => read(split, signal),
    write: (wanted, signal) => write(split, wanted, signal),
  };
}

/** The upstream of the new side, which must be there before a share names it: APISIX answers 500 otherwise. */
export const putUpstream = (
  { admin, migration }: ApisixSplit,
  target: { readonly host: string; readonly port: number },
  signal: AbortSignal,
): Promise<Result<void, Finding>> =>
  putObject(
    admin,
    `upstreams/${upstreamId(migration)}`,
    { type: 'roundrobin', pass_host: 'pass', nodes: [{ ...target, weight: 1 }] },
    signal,
  );

async function read(split: ApisixSplit, signal: AbortSignal): Promise<Result<Split, SwitchFailure>> {
  const held = await stored(split, signal);
  if (!held.ok) return unreachable(held.error);
  const found = asSplit(split.migration, held.value);
  if (!found.ok || found.value.generation === 0) return found;
  const { generation } = found.value;
  const loaded = await until(async () => ((await loadedBy(split, signal)) ?? -1) >= generation || undefined, {
    within: loadedWithin,
    every: 10,
    signal,
    clock: systemClock,
  });
  if (loaded !== undefined) return found;
  return unreachable(finding('TRF012', { migration: split.migration, generation, seconds: loadedWithin / 1000 }));
}

/** What lies in etcd; before the first write nothing does, and everything is on the old side. */
async function stored({ admin, migration, phases }: ApisixSplit, signal: AbortSignal): Promise<Result<Held, Finding>> {
  const rule = await getObject(admin, `global_rules/${ruleId(migration)}`, signal);
  if (!rule.ok) return rule;
  if (rule.value !== undefined) return ok(heldInRule(rule.value, migration, phases));
  const shares = Object.fromEntries(phases.map(({ name }) => [name, 0]));
  return ok({ record: { generation: 0, author: 'edge', shares }, shares });
}

/** The lowest generation that the gateway's workers say; undefined while one of them says none. */
async function loadedBy({ gateway, migration }: ApisixSplit, signal: AbortSignal): Promise<number | undefined> {
  const headers = { [probeHeader]: migration };
  const answers = await Promise.all(
    Array.from({ length: asked }, () => getText({ ...gateway, path: '/', headers }, signal)),
  );
  const generations = answers.map((answer) => (answer.ok ? recordIn(answer.value.trim())?.generation : undefined));
  return generations.reduce((lowest, one) =>
    one === undefined || lowest === undefined ? undefined : Math.min(lowest, one),
  );
}

async function write(split: ApisixSplit, wanted: Split, signal: AbortSignal): Promise<Result<Split, SwitchFailure>> {
  const { admin, migration, phases } = split;
  const names = phases.map(({ name }) => name);
  const wrong = nonsenseIn(wanted, migration, names, granularity);
  if (wrong !== undefined) return rejected(wrong);
  let outcome: Result<Split, SwitchFailure> = ok(wanted);
  const done = await locked(
    `${admin.url}/apisix/${migration}`,
    10_000,
    signal,
    async (): Promise<Result<void, Finding>> => {
      const held = await stored(split, signal);
      if (!held.ok) outcome = unreachable(held.error);
      else if (held.value.record !== undefined && !mayReplace(held.value.record, wanted)) {
        outcome = stale(migration, wanted, held.value.record);
      }
      if (!outcome.ok) return ok(undefined);
      const path = `upstreams/${upstreamId(migration)}`;
      const fresh = await getObject(admin, path, signal);
      if (!fresh.ok) return fresh;
      if (fresh.value === undefined) return err(finding('TRF044', { method: 'GET', path, status: 404, answer: '' }));
      const rule = globalRule(migration, phases, wanted);
      const put = await putObject(admin, `global_rules/${ruleId(migration)}`, rule, signal);
      if (!put.ok && put.error.code === 'TRF041') outcome = unreachable(put.error);
      return outcome.ok ? put : ok(undefined);
    },
  );
  if (!done.ok) return rejected(done.error);
  if (!outcome.ok) return outcome;
  const found = await read(split, signal);
  return found.ok && found.value.generation > wanted.generation ? stale(migration, wanted, found.value) : found;
}
