/**
 * Weights of pools of Cloudflare's load balancers, one for each phase. The API takes no condition with a write, so writers of
 * one machine take turns, and what a write leaves is read back; of two machines that write at once the later one stays, and the
 * next reading of the other tells so.
 */
import type { LoadBalancer } from 'cloudflare/resources/load-balancers/load-balancers';
import { type Finding, finding } from '@banyan/core/finding/finding.ts';
import { err, ok, type Result } from '@banyan/core/result.ts';
import { locked } from '../../local/lock.ts';
import { mayReplace, nonsenseIn, rejected, stale, unreachable } from '../division.ts';
import type { Split, Switch, SwitchFailure } from '../switch.ts';
import type { Balancers } from './api.ts';
import { type Edit, editFor, granularity, inTheWay, noteIn, shareOf, withoutNote } from './balancer.ts';
import { CloudflareSplit, type CloudflareSplitInput } from './model.ts';

/** Milliseconds to wait for one's turn. */
const turn = 30_000;

export function cloudflareSwitch(input: CloudflareSplitInput, api: Balancers): Switch {
  const definition = CloudflareSplit.parse(input);
  return {
    kind: 'cloudflare',
    limits: {
      granularity,
      delay: definition.proxied
        ? {
            seconds: 30,
            reason:
              'Cloudflare spreads the weights over its locations within seconds, and tells nobody when it has; its proxy then decides for each request',
          }
        : {
            seconds: 60,
            reason:
              'Cloudflare spreads the weights within seconds; resolvers then keep what they have for 30 s (TTL), and some longer',
          },
      openStreams: 'what is open stays where it is until it ends',
    },
    read: (signal) => read(definition, api, signal),
    write: (split, signal) => write(definition, api, split, signal),
  };
}

async function read(
  definition: CloudflareSplit,
  api: Balancers,
  signal: AbortSignal,
): Promise<Result<Split, SwitchFailure>> {
  const all = await balancersOf(definition, api, signal);
  return all.ok ? splitIn(definition, all.value) : unreachable(all.error);
}

async function balancersOf(
  { phases }: CloudflareSplit,
  api: Balancers,
  signal: AbortSignal,
): Promise<Result<readonly LoadBalancer[], Finding>> {
  const found: LoadBalancer[] = [];
  for (const { loadBalancer } of phases) {
    const one = await api.get(loadBalancer, signal);
    if (!one.ok) return one;
    found.push(one.value);
  }
  return ok(found);
}

function splitIn(definition: CloudflareSplit, balancers: readonly LoadBalancer[]): Result<Split, SwitchFailure> {
  const { migration, phases } = definition;
  const notes = balancers.map(noteIn);
  const shares = Object.fromEntries(phases.map((phase, index) => [phase.name, shareOf(balancers[index] ?? {}, phase)]));
  const newest = notes.reduce((a, b) => (b !== undefined && b.generation > (a?.generation ?? -1) ? b : a), undefined);
  const found: Split = { generation: newest?.generation ?? 0, author: newest?.author ?? 'unknown', shares };
  for (const [index, phase] of phases.entries()) {
    const note = notes[index];
    const loaded = shares[phase.name] ?? Number.NaN;
    if (note === undefined || note.migration !== migration) {
      const reason = note === undefined ? 'it has no record of a migration' : `it belongs to ${note.migration}`;
      return unreachable(finding('TRF076', { migration, balancer: phase.loadBalancer, reason }));
    }
    if (loaded === note.share) continue;
    const why = finding('TRF014', { migration, phase: phase.name, recorded: note.share, loaded });
    return err({ kind: 'foreign', found, finding: why });
  }
  const written = notes.filter((note) => note?.generation === found.generation).length;
  if (written === notes.length) return ok(found);
  const params = { migration, generation: found.generation, written, all: notes.length };
  return unreachable(finding('TRF068', { ...params, reason: 'an earlier write stopped on its way' }));
}

async function write(
  definition: CloudflareSplit,
  api: Balancers,
  split: Split,
  signal: AbortSignal,
): Promise<Result<Split, SwitchFailure>> {
  const { migration, zone, phases } = definition;
  const names = phases.map(({ name }) => name);
  const nonsense = nonsenseIn(split, migration, names, granularity);
  if (nonsense !== undefined) return rejected(nonsense);
  let outcome: Result<Split, SwitchFailure> | undefined;
  const done = await locked(`cloudflare/${zone}/${migration}`, turn, signal, async () => {
    outcome = (await edited(definition, api, split, signal)) ?? (await read(definition, api, signal));
    return ok(undefined);
  });
  if (outcome === undefined) return done.ok ? read(definition, api, signal) : rejected(done.error);
  return outcome.ok && outcome.value.generation > split.generation ? stale(migration, split, outcome.value) : outcome;
}

/** undefined when all balancers were written. */
async function edited(
  definition: CloudflareSplit,
  api: Balancers,
  split: Split,
  signal: AbortSignal,
): Promise<Result<Split, SwitchFailure> | undefined> {
  const { migration, phases } = definition;
  const all = await balancersOf(definition, api, signal);
  if (!all.ok) return unreachable(all.error);
  for (const [index, phase] of phases.entries()) {
    const note = noteIn(all.value[index] ?? {});
    if (note?.migration !== migration) {
      const reason = note === undefined ? 'it has no record of a migration' : `it belongs to ${note.migration}`;
      return rejected(finding('TRF076', { migration, balancer: phase.loadBalancer, reason }));
    }
    const { [phase.name]: share = 0 } = split.shares;
    const held = { ...note, shares: { [phase.name]: note.share } };
    if (mayReplace(held, { ...split, shares: { [phase.name]: share } })) continue;
    const whole = splitIn(definition, all.value);
    const { generation, author } = note;
    return stale(migration, split, whole.ok ? whole.value : { generation, author, shares: held.shares });
  }
  for (const [index, phase] of phases.entries()) {
    const edit = editFor(definition, phase, split, all.value[index] ?? {});
    const put = await api.edit(phase.loadBalancer, edit, signal);
    if (put.ok) continue;
    if (put.error.kind === 'unknown') return unreachable(put.error.finding);
    if (index === 0) return rejected(put.error.finding);
    const params = { migration, generation: split.generation, written: index, all: phases.length };
    return unreachable(finding('TRF068', { ...params, reason: JSON.stringify(put.error.finding.params) }));
  }
  return undefined;
}

/** A call of the API, as the official client takes it. */
export interface BalancerCall {
  readonly operation: 'loadBalancers.edit';
  readonly loadBalancer: string;
  readonly params: Edit;
}

/**
 * What a write of these shares would call; with `first` what puts the migration in front, everything on the old side. TRF076
 * where weights do not decide, or another migration holds the load balancer.
 */
export async function balancerCalls(
  input: CloudflareSplitInput,
  api: Balancers,
  split: Split | 'first',
  signal: AbortSignal,
): Promise<Result<readonly BalancerCall[], Finding>> {
  const definition = CloudflareSplit.parse(input);
  const { migration, phases, proxied } = definition;
  const all = await balancersOf(definition, api, signal);
  if (!all.ok) return all;
  const nothing = { generation: 0, author: 'none', shares: {} };
  const calls: BalancerCall[] = [];
  for (const [index, phase] of phases.entries()) {
    const balancer = all.value[index] ?? {};
    const note = noteIn(balancer);
    const other = note !== undefined && note.migration !== migration ? `it belongs to ${note.migration}` : undefined;
    const clouds =
      (balancer.proxied ?? false) === proxied ? undefined : `proxied is ${String(balancer.proxied ?? false)} there`;
    const reason = other ?? inTheWay(balancer, phase) ?? clouds;
    if (reason !== undefined) return err(finding('TRF076', { migration, balancer: phase.loadBalancer, reason }));
    if (split === 'first' && note !== undefined) continue;
    const params = editFor(definition, phase, split === 'first' ? nothing : split, balancer);
    calls.push({ operation: 'loadBalancers.edit', loadBalancer: phase.loadBalancer, params });
  }
  return ok(calls);
}

/** Puts the migration in front, everything on the old side; what is there already keeps its shares. */
export async function addCloudflareSplit(
  input: CloudflareSplitInput,
  api: Balancers,
  signal: AbortSignal,
): Promise<Result<void, Finding>> {
  const calls = await balancerCalls(input, api, 'first', signal);
  if (!calls.ok) return calls;
  for (const { loadBalancer, params } of calls.value) {
    const put = await api.edit(loadBalancer, params, signal);
    if (!put.ok) return err(put.error.finding);
  }
  return ok(undefined);
}

/** Takes the record away and leaves the weights as they are: what has everything keeps it. TRF022 while a phase is divided. */
export async function removeCloudflareSplit(
  input: CloudflareSplitInput,
  api: Balancers,
  signal: AbortSignal,
): Promise<Result<void, Finding>> {
  const definition = CloudflareSplit.parse(input);
  const all = await balancersOf(definition, api, signal);
  if (!all.ok) return all;
  for (const [index, { name: phase, loadBalancer }] of definition.phases.entries()) {
    const balancer = all.value[index] ?? {};
    const note = noteIn(balancer);
    if (note?.migration !== definition.migration) continue;
    const { share } = note;
    if (share !== 0 && share !== 100) return err(finding('TRF022', { migration: note.migration, phase, share }));
    const put = await api.edit(loadBalancer, { description: withoutNote(balancer) }, signal);
    if (!put.ok) return err(put.error.finding);
  }
  return ok(undefined);
}
