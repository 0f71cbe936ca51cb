/** Weighted records through the official client; clients ask the name server for each request. */
import { Resolver } from 'node:dns/promises';
import { testGateway } from '../../testing/gateway.ts';
import { send } from '../../testing/client.ts';
import { unlimited, value } from '../../testing/edge.ts';
import { route53Emulator } from '../../testing/route53/emulator.ts';
import { switchContract } from '../contract.ts';
import { openZone } from './api.ts';
import { Route53Split } from './model.ts';
import { conversionCalls, makeCalls } from './prepare.ts';
import { route53Switch } from './route53-switch.ts';

const zone = 'Z1VOICE';
const nameOf = (phase: string): string => `${phase}.voice.example.`;
const sides = { old: '192.0.2.1', new: '192.0.2.2' } as const;
const definition = {
  migration: 'voice-assistant',
  zone,
  phases: ['orders', 'voice'].map((name) => ({
    name,
    records: [{ name: nameOf(name), type: 'A' as const, old: { value: sides.old }, new: { value: sides.new } }],
  })),
};

switchContract('Route 53', async () => {
  const first = ['orders', 'voice'].map((name) => ({ name: nameOf(name), type: 'A', ttl: 60, values: [sides.old] }));
  const [emulator, old, next] = await Promise.all([
    route53Emulator(zone, first),
    testGateway('old'),
    testGateway('new'),
  ]);
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  const api = await openZone(zone, { endpoint: emulator.url, credentials });
  const calls = await conversionCalls(Route53Split.parse(definition), api, '2026-01-01T00:00:00Z', unlimited);
  value(await makeCalls(value(calls), api, unlimited));
  const resolver = new Resolver();
  resolver.setServers([emulator.nameServer]);
  return {
    subject: route53Switch(definition, { zone: api, every: 10 }),
    phases: ['orders', 'voice'],
    send: async (phase, count) => {
      const tally = { old: 0, new: 0, failed: 0 };
      for (let left = count; left > 0; left -= 20) {
        await Promise.all(
          Array.from({ length: Math.min(left, 20) }, async () => {
            const [address] = await resolver.resolve4(nameOf(phase)).catch((): string[] => []);
            const port = address === sides.new ? next.port : address === sides.old ? old.port : 1;
            const answer = await send({ port, path: `/${phase}` }).catch(() => undefined);
            tally[answer?.side === 'old' || answer?.side === 'new' ? answer.side : 'failed'] += 1;
          }),
        );
      }
      return tally;
    },
    interfere: async (phase, share) => {
      for (const set of emulator.sets().filter(({ name, type }) => name === nameOf(phase) && type === 'A')) {
        emulator.put({ ...set, weight: set.id?.endsWith('-new') === true ? share * 2 : 200 - share * 2 });
      }
    },
    cutOff: () => emulator.cutOff(),
    restore: () => emulator.restore(),
    end: async () => {
      await Promise.all([emulator.end(), old.close(), next.close()]);
    },
  };
});
