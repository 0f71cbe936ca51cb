import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'vitest';
import { sendMany } from '../../testing/client.ts';
import { unlimited, value } from '../../testing/edge.ts';
import { testGateway } from '../../testing/gateway.ts';
import { nginxMissing, testNginx } from '../../testing/nginx.ts';
import { smallDisk } from '../../testing/small-disk.ts';
import { switchContract } from '../contract.ts';
import { weightOf } from '../split.ts';
import { beginnings } from './draws.ts';
import { nginxFiles } from './names.ts';
import { nginx } from './nginx-edge.ts';

const name = 'voice-assistant';

switchContract(
  'nginx',
  async () => {
    const disk = await smallDisk();
    const [program, old, next] = await Promise.all([testNginx(disk?.folder), testGateway('old'), testGateway('new')]);
    const { settings } = program;
    const end = async (): Promise<void> => {
      await program.end();
      await Promise.all([old.close(), next.close(), disk?.end()]);
    };
    const edge = nginx.make(settings, name);
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
      await program.start();
      expect(await edge.install(migration, unlimited)).toMatchObject({ ok: false, error: { code: 'TRF040' } });
      await program.reload();
      const { doors } = value(await edge.install(migration, unlimited));
      const { now } = nginxFiles(settings.folder, name);
      return {
        subject: edge.switch,
        phases: ['orders', 'voice'],
        send: (phase, count) => sendMany({ port: doors['http']?.port ?? 0, path: `/${phase}/1` }, count),
        interfere: async (phase, share) => {
          const folder = join(now, phase);
          for (let digit = 0; digit < 10; digit += 1) await rm(join(folder, String(digit)), { force: true });
          for (const begin of beginnings(weightOf(share))) await writeFile(join(folder, begin), '');
        },
        cutOff: () => program.stop(),
        restore: () => program.start(),
        writer: {
          module: import.meta.resolve('./nginx-switch.ts'),
          subject: `kind.nginxSwitch(${JSON.stringify(settings)}, ${JSON.stringify(name)})`,
        },
        disk,
        end,
      };
    } catch (error) {
      await end();
      throw error;
    }
  },
  nginxMissing,
);
