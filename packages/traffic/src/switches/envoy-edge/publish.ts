/** Writes the edge's clusters and listeners from the definitions of all migrations, and waits until Envoy has them. */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { type Finding, finding } from '@banyan/core/finding/finding.ts';
import { err, ok, type Result } from '@banyan/core/result.ts';
import { replaceFile } from '../../local/atomic.ts';
import { systemClock, until } from '../../local/wait.ts';
import { type AdminAddress, askAdmin } from '../../proxies/admin.ts';
import { clusters } from './clusters.ts';
import { readDefinitions } from './definition.ts';
import { type Json, listOf, member, resources } from '../../proxies/json.ts';
import { listeners } from './listeners.ts';
import type { EdgeMigration } from './model.ts';
import { edgeFiles } from './names.ts';

/** Without an admin address only the files are written, for an Envoy that is yet to start. The caller holds the lock. */
export async function publish(
  folder: string,
  admin: AdminAddress | undefined,
  signal: AbortSignal,
): Promise<Result<void, Finding>> {
  const definitions = await readDefinitions(folder);
  if (!definitions.ok) return definitions;
  const files = edgeFiles(folder);
  const kinds = [
    {
      file: files.clusters,
      name: 'cds',
      stat: 'cluster_manager.cds',
      dump: 'dynamic_warming_clusters',
      make: clusterResources,
    },
    {
      file: files.listeners,
      name: 'lds',
      stat: 'listener_manager.lds',
      dump: 'dynamic_listeners',
      make: listenerResources(folder),
    },
  ];
  // New listeners need their clusters first; listeners that go must be gone before their clusters.
  const removing = definitions.value.length < (await countOf(files.listeners));
  for (const kind of removing ? kinds.toReversed() : kinds) {
    const list = definitions.value.flatMap(kind.make);
    const done = await put(kind, list, admin, signal);
    if (!done.ok) return done;
  }
  return ok(undefined);
}

interface Kind {
  readonly file: string;
  readonly name: string;
  readonly stat: string;
  readonly dump: string;
}

async function put(
  kind: Kind,
  list: readonly Json[],
  admin: AdminAddress | undefined,
  signal: AbortSignal,
): Promise<Result<void, Finding>> {
  const version = createHash('sha256').update(JSON.stringify(list)).digest('hex').slice(0, 16);
  const text = resources(version, list);
  const before = await readFile(kind.file, 'utf8').catch(() => '');
  const rejectedBefore = admin === undefined ? undefined : await stat(admin, `${kind.stat}.update_rejected`, signal);
  if (text !== before) {
    const written = await replaceFile(kind.file, text);
    if (!written.ok) return written;
  }
  if (admin === undefined) return ok(undefined);
  const outcome = await until(
    async () => {
      if ((await stat(admin, `${kind.stat}.version_text`, signal)) === version) return 'loaded';
      const rejected = await stat(admin, `${kind.stat}.update_rejected`, signal);
      return text !== before && rejected !== undefined && rejected !== rejectedBefore ? 'rejected' : undefined;
    },
    { within: 10_000, every: 10, signal, clock: systemClock },
  );
  if (outcome === 'loaded') return ok(undefined);
  const reason = outcome === 'rejected' ? await errorStates(admin, kind.dump, signal) : 'no answer within 10 s';
  const taken = /cannot bind '([^']+)'|([\d.:[\]a-f]+): Address already in use/i.exec(reason);
  const address = /Address already in use/i.test(reason) ? (taken?.[1] ?? taken?.[2]) : undefined;
  return err(
    address === undefined ? finding('TRF013', { migration: kind.name, reason }) : finding('TRF003', { address }),
  );
}

/** One statistic's value as text, without quotation marks. */
async function stat(admin: AdminAddress, name: string, signal: AbortSignal): Promise<string | undefined> {
  const answer = await askAdmin(
    admin,
    `/stats?filter=${encodeURIComponent(`^${name.replaceAll('.', '\\.')}$`)}`,
    signal,
  );
  return answer.ok
    ? answer.value
        .trim()
        .slice(name.length + 2)
        .replaceAll('"', '')
    : undefined;
}

async function errorStates(admin: AdminAddress, dump: string, signal: AbortSignal): Promise<string> {
  const answer = await askAdmin(admin, `/config_dump?resource=${dump}`, signal);
  const reasons = (answer.ok ? listOf(member(JSON.parse(answer.value), 'configs')) : [])
    .map((config) => member(config, 'error_state', 'details'))
    .filter((details) => typeof details === 'string');
  return reasons.join('; ').slice(0, 600) || 'see its log';
}

async function countOf(file: string): Promise<number> {
  const text = await readFile(file, 'utf8').catch(() => '{}');
  try {
    return listOf(member(JSON.parse(text), 'resources')).length;
  } catch {
    return 0;
  }
}

const clusterResources = (migration: EdgeMigration): Json[] =>
  clusters(migration).map((cluster) => ({
    '@type': 'type.googleapis.com/envoy.config.cluster.v3.Cluster',
    ...asObject(cluster),
  }));

const listenerResources =
  (folder: string) =>
  (migration: EdgeMigration): Json[] =>
    listeners(migration, folder).map((one) => ({
      '@type': 'type.googleapis.com/envoy.config.listener.v3.Listener',
      ...asObject(one),
    }));

// Both makers return objects.
const asObject = (value: Json): { readonly [key: string]: Json } => value as { readonly [key: string]: Json };
