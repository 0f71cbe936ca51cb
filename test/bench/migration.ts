/** One migration under load for a measurement: the same stage as the demo, one phase, one cheap request without limits. */
import { join } from 'node:path';
import type { Banyan } from '../demo/banyan.ts';
import { documentOf, freeAddress, type PhaseOf, routes } from '../demo/document.ts';
import { type Followed, follow } from '../demo/follow.ts';
import type { Stage } from '../demo/stage.ts';
import { article } from '../load/estate.ts';
import { type Load, startLoad } from '../load/generator.ts';
import type { Sample } from '../load/sample.ts';

export interface Measured {
  readonly name: string;
  readonly followed: Followed;
  readonly samples: readonly Sample[];
  readonly load: Load;
  readonly end: () => Promise<void>;
}

export interface Wanted {
  readonly name: string;
  readonly stages: PhaseOf['stages'];
  readonly hold: string;
  /** Requests a second. */
  readonly rate: number;
}

/** Starts the migration and the load as soon as the edge stands. Throws what the command said when it does not start. */
export async function measure(stage: Stage, banyan: Banyan, wanted: Wanted): Promise<Measured> {
  const { name, stages, hold } = wanted;
  const edge = await freeAddress();
  const phases = [{ name: 'knowledge', routes: routes.knowledge, stages }];
  const file = stage.write(
    `${name}.yaml`,
    documentOf({ name, old: stage.old, edge, hold, minimumRequests: 20, phases }),
  );
  const ran = await banyan.run(['run', file, '--detach', '-o', 'json']);
  if (ran.code !== 0) throw new Error(`${name} did not start (${ran.code}): ${ran.stderr.trim()}`);
  const followed = follow(join(stage.root, 'bin/banyan'), name, banyan.environment);
  const stands = await followed.first((event) => event.kind === 'step-acted' && event.step === 'put-edge-in-front', 60);
  if (stands === undefined) {
    followed.stop();
    throw new Error(`${name}: the edge did not come: ${JSON.stringify(followed.events.at(-1))}`);
  }
  const samples: Sample[] = [];
  const [address = '', port = ''] = edge.split(':');
  const load = startLoad({
    address,
    port: Number(port),
    rate: wanted.rate,
    mix: article,
    atOnce: 400,
    timeout: 5000,
    onSample: (sample) => samples.push(sample),
  });
  return {
    name,
    followed,
    samples,
    load,
    async end() {
      followed.stop();
      await load.stop();
    },
  };
}
