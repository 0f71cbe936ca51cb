import { readFile } from 'node:fs/promises';
import { replaceFile } from '../../local/atomic.ts';
import { until, systemClock } from '../../local/wait.ts';
import { runningEnvoy } from '../../proxies/envoy-process.ts';
import { sendMany } from '../../testing/client.ts';
import { testEdge, unlimited, value } from '../../testing/edge.ts';
import { testGateway } from '../../testing/gateway.ts';
import { smallDisk } from '../../testing/small-disk.ts';
import { switchContract } from '../contract.ts';
import { addMigration, startEdge, stopEdge } from './edge.ts';
import { envoyEdgeSwitch } from './envoy-switch.ts';
import { loadedRoutes } from './loaded.ts';
import { edgeFiles } from './names.ts';

const name = 'voice-assistant';

switchContract('the Envoy edge', async () => {
  const disk = await smallDisk();
  const [edge, old, next] = await Promise.all([testEdge({}, disk?.folder), testGateway('old'), testGateway('new')]);
  const target = (port: number) => ({ host: '127.0.0.1', port });
  const end = async (): Promise<void> => {
    await edge.end();
    await Promise.all([old.close(), next.close(), disk?.end()]);
  };
  const added = await addMigration(
    edge.folder,
    {
      name,
      entries: [{ name: 'http', port: 0, old: target(old.port), new: target(next.port) }],
      phases: [
        { name: 'orders', matches: [{ paths: [{ prefix: '/orders' }] }] },
        { name: 'voice', matches: 'rest' },
      ],
    },
    unlimited,
  );
  if (!added.ok) await end();
  const addresses = value(added);
  const routes = edgeFiles(edge.folder).routes(name);
  return {
    subject: envoyEdgeSwitch(edge.folder, name),
    phases: ['orders', 'voice'],
    send: (phase, count) => sendMany({ port: addresses['http']?.port ?? 0, path: `/${phase}/1` }, count),
    interfere: async (phase, share) => {
      const file: unknown = JSON.parse(await readFile(routes, 'utf8'), function (this: unknown, key, member: unknown) {
        if (key !== 'clusters' || !Array.isArray(member) || !JSON.stringify(member).includes(`/${phase}/`))
          return member;
        return member.map((cluster: { name: string }) => ({
          ...cluster,
          weight: cluster.name.includes('/new/') ? share * 100 : 10_000 - share * 100,
        }));
      });
      value(await replaceFile(routes, JSON.stringify(file)));
      const running = await runningEnvoy(edge.folder, unlimited);
      await until(
        async () => {
          const loaded = running && (await loadedRoutes(running.admin, name, unlimited));
          return loaded?.ok && loaded.value?.shares[phase] === share ? true : undefined;
        },
        { within: 10_000, every: 10, signal: unlimited, clock: systemClock },
      );
    },
    cutOff: async () => value(await stopEdge(edge.folder, unlimited)),
    restore: async () => void value(await startEdge(edge.options, unlimited)),
    writer: {
      module: import.meta.resolve('./envoy-switch.ts'),
      subject: `kind.envoyEdgeSwitch(${JSON.stringify(edge.folder)}, ${JSON.stringify(name)})`,
    },
    disk,
    end,
  };
});
