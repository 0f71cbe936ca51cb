/** Weights of traffic-split through the Admin API, with a real etcd behind it. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ApisixSplit, apisixSwitch, putUpstream } from '@banyan/traffic/switches/apisix/apisix-switch.ts';
import { globalRule, ruleId } from '@banyan/traffic/switches/apisix/global-rule.ts';
import { putObject } from '@banyan/traffic/switches/apisix/admin.ts';
import { switchContract } from '@banyan/traffic/switches/contract.ts';
import { sendMany } from '@banyan/traffic/testing/client.ts';
import { unlimited, value } from '@banyan/traffic/testing/edge.ts';
import { testGateway } from '@banyan/traffic/testing/gateway.ts';
import { setUpNetwork } from '../vectors/envoy/namespace.ts';
import { startAdmin, startGateway } from './lab/apisix.ts';
import { startEtcd } from './lab/etcd.ts';
import { processes } from './lab/process.ts';

const missing = process.env['BANYAN_CLUSTER_MISSING'];
const migration = 'voice-assistant';
const key = 'edd1c9f034335f136f87ad84b625c8f1';

switchContract(
  "APISIX's traffic-split",
  async () => {
    const folder = mkdtempSync(join(tmpdir(), 'banyan-apisix-'));
    const group = processes();
    setUpNetwork([], [], folder);
    const [old, next] = await Promise.all([testGateway('old'), testGateway('new')]);
    const etcd = await startEtcd(group, folder, 12_379);
    let admin = await startAdmin(etcd, key);
    let gateway = await startGateway(etcd);
    const end = async (): Promise<void> => {
      await Promise.allSettled([admin.close(), gateway.stop()]);
      await Promise.all([old.close(), next.close(), group.stop()]);
      rmSync(folder, { recursive: true });
    };
    try {
      const split: ApisixSplit = {
        admin: { url: admin.url, key },
        gateway: { host: '127.0.0.1', port: gateway.port },
        migration,
        phases: [
          { name: 'orders', routes: ['orders', 'orders-health'] },
          { name: 'voice', routes: ['voice'] },
        ],
      };
      const put = async (path: string, object: Parameters<typeof putObject>[2]) =>
        value(await putObject(split.admin, path, object, unlimited));
      const upstream = { type: 'roundrobin', nodes: { [`127.0.0.1:${old.port}`]: 1 } };
      await put('routes/orders', { uri: '/orders/*', upstream });
      await put('routes/orders-health', { uri: '/orders/health', upstream });
      await put('routes/voice', { uri: '/voice/*', upstream });
      value(await putUpstream(split, { host: '127.0.0.1', port: next.port }, unlimited));
      const subject = apisixSwitch(split);
      const port = { admin: Number(new URL(admin.url).port), gateway: gateway.port };
      return {
        subject,
        phases: ['orders', 'voice'],
        send: (phase, count) => sendMany({ port: port.gateway, path: `/${phase}/1` }, count),
        interfere: async (phase, share) => {
          const held = await subject.read(unlimited);
          if (!held.ok) throw new Error(JSON.stringify(held.error));
          // Another share beside the same record.
          const shares = { ...held.value.shares, [phase]: share };
          const text = JSON.stringify(globalRule(migration, split.phases, { ...held.value, shares }));
          const was = JSON.stringify(globalRule(migration, split.phases, held.value));
          const record = (rule: string): string => /"response_example":"([^"]*)"/.exec(rule)?.[1] ?? '';
          // Made above, so it is an object.
          const changed = JSON.parse(text.replaceAll(record(text), record(was))) as Parameters<typeof putObject>[2];
          await put(`global_rules/${ruleId(migration)}`, changed);
        },
        cutOff: async () => {
          await Promise.all([admin.close(), gateway.stop()]);
        },
        restore: async () => {
          admin = await startAdmin(etcd, key, port.admin);
          gateway = await startGateway(etcd, port.gateway);
        },
        writer: {
          module: import.meta.resolve('@banyan/traffic/switches/apisix/apisix-switch.ts'),
          subject: `kind.apisixSwitch(${JSON.stringify(split)})`,
        },
        end,
      };
    } catch (error) {
      await end();
      throw error;
    }
  },
  missing,
);
