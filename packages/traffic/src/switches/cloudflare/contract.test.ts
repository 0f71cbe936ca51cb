/** Weights of pools through the official client; requests go through the proxy of the load balancer. */
import { cloudflareEmulator } from '../../testing/cloudflare.ts';
import { sendMany } from '../../testing/client.ts';
import { unlimited, value } from '../../testing/edge.ts';
import { testGateway } from '../../testing/gateway.ts';
import { switchContract } from '../contract.ts';
import { openBalancers } from './api.ts';
import { addCloudflareSplit, cloudflareSwitch } from './cloudflare-switch.ts';

const zone = '023e105f4ecef8ad9ca31a8372d0c353';
const definition = {
  migration: 'voice-assistant',
  zone,
  phases: ['orders', 'voice'].map((name) => ({ name, loadBalancer: `lb-${name}`, old: 'pool-old', new: 'pool-new' })),
};

switchContract('Cloudflare', async () => {
  const [old, next] = await Promise.all([testGateway('old'), testGateway('new')]);
  const balancers = definition.phases.map(({ loadBalancer: id }) => ({
    id,
    proxied: true,
    steering_policy: 'random',
    default_pools: ['pool-old', 'pool-new'],
    random_steering: { default_weight: 0, pool_weights: { 'pool-old': 1 } },
  }));
  const emulator = await cloudflareEmulator(zone, balancers, { 'pool-old': old.port, 'pool-new': next.port });
  const api = await openBalancers(zone, { baseURL: emulator.url, apiToken: 'test' });
  value(await addCloudflareSplit(definition, api, unlimited));
  return {
    subject: cloudflareSwitch(definition, api),
    phases: ['orders', 'voice'],
    send: (phase, count) => sendMany({ port: emulator.port(`lb-${phase}`), path: `/${phase}` }, count),
    interfere: async (phase, share) => {
      const pool_weights = { 'pool-old': 1 - share / 100, 'pool-new': share / 100 };
      emulator.put(`lb-${phase}`, { random_steering: { default_weight: 0, pool_weights } });
    },
    cutOff: () => emulator.cutOff(),
    restore: () => emulator.restore(),
    end: async () => {
      await Promise.all([emulator.end(), old.close(), next.close()]);
    },
  };
});
