import { expect } from 'vitest';
import { sendMany } from '../../testing/client.ts';
import { unlimited, value } from '../../testing/edge.ts';
import { testGateway } from '../../testing/gateway.ts';
import { haproxyMissing, testHaproxy } from '../../testing/haproxy.ts';
import { smallDisk } from '../../testing/small-disk.ts';
import { switchContract } from '../contract.ts';
import { haproxy } from './haproxy-edge.ts';
import { haproxyFiles } from './names.ts';
import { askHaproxy } from './runtime.ts';

const name = 'voice-assistant';

switchContract(
  'HAProxy',
  async () => {
    const disk = await smallDisk();
    const [program, old, next] = await Promise.all([testHaproxy(disk?.folder), testGateway('old'), testGateway('new')]);
    const { settings } = program;
    const end = async (): Promise<void> => {
      await program.end();
      await Promise.all([old.close(), next.close(), disk?.end()]);
    };
    const edge = haproxy.make(settings, name);
    const target = (port: number) => ({ host: '127.0.0.1', port });
    const migration = {
      name,
      entries: [{ name: 'http', port: 0, old: target(old.port), new: target(next.port) }],
      phases: [
        { name: 'orders', matches: [{ paths: [{ prefix: '/orders' }] }] },
        { name: 'voice', matches: 'rest' as const },
      ],
    };
    try {
      expect(await edge.install(migration, unlimited)).toMatchObject({ ok: false, error: { code: 'TRF041' } });
      await program.start();
      const { doors } = value(await edge.install(migration, unlimited));
      const { map } = haproxyFiles(settings.folder, name);
      return {
        subject: edge.switch,
        phases: ['orders', 'voice'],
        send: (phase, count) => sendMany({ port: doors['http']?.port ?? 0, path: `/${phase}/1` }, count),
        interfere: async (phase, share) => {
          expect(
            value(await askHaproxy(settings.socket, `set map ${map} ${phase} ${share * 100}`, unlimited)).trim(),
          ).toBe('');
        },
        cutOff: () => program.stop(),
        restore: () => program.start(),
        writer: {
          module: import.meta.resolve('./haproxy-switch.ts'),
          subject: `kind.haproxySwitch(${JSON.stringify(settings)}, ${JSON.stringify(name)})`,
        },
        disk,
        end,
      };
    } catch (error) {
      await end();
      throw error;
    }
  },
  haproxyMissing,
);
