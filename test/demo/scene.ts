/** Plays one scene: a migration that is started as a user starts it, with clients that ask all the time. */
import type { MigrationEvent, MigrationView } from '@banyan/engine/client.ts';
import { startLoad } from '../load/generator.ts';
import type { Ask } from '../load/mix.ts';
import { figures } from '../load/sample.ts';
import { callSpeech, startVoice } from '../load/streams.ts';
import type { Banyan } from './banyan.ts';
import { freeAddress } from './document.ts';
import type { Check, SceneOutcome } from './outcome.ts';
import type { Stage } from './stage.ts';
import { createTimeline, type Timeline } from './timeline.ts';
import type { Screen } from './view.ts';

export interface Scene {
  readonly name: string;
  readonly title: string;
  readonly story: string;
  /** The Migration document as YAML. */
  document(where: { readonly old: Stage['old']; readonly edge: string }): string;
  readonly mix: readonly Ask[];
  /** Requests a second. */
  readonly rate: number;
  /** Whether voice streams and gRPC calls run beside the requests. */
  readonly streams: boolean;
  /** What happens on the way, and what must be so at the end. */
  play(play: Play): Promise<readonly Check[]>;
}

export interface Play {
  readonly stage: Stage;
  readonly banyan: Banyan;
  readonly timeline: Timeline;
  readonly say: (text: string) => void;
  /** Waits until the migration looks as asked, at most so many seconds; then what it looks like. */
  readonly until: (wanted: (view: MigrationView) => boolean, seconds: number) => Promise<MigrationView | undefined>;
  readonly events: () => Promise<readonly MigrationEvent[]>;
  /** Lets the clients go on for so many seconds. */
  readonly wait: (seconds: number) => Promise<void>;
}

/** States in which a migration goes nowhere by itself any more. */
export const atRest = (view: MigrationView): boolean =>
  ['completed', 'rolled-back', 'rolled-back-break-glass', 'stuck'].includes(view.state);

const pause = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds));

interface Clients {
  stop(): Promise<void>;
  /** Streams that were cut. */
  lost(): number;
}

function startClients(scene: Scene, address: string, timeline: Timeline): Clients {
  const [host = '127.0.0.1', port = '0'] = address.split(':');
  const at = { address: host, port: Number(port) };
  const load = startLoad({
    ...at,
    rate: scene.rate,
    mix: scene.mix,
    atOnce: 200,
    timeout: 5000,
    onSample: (sample) => timeline.add(sample),
  });
  if (!scene.streams) return { stop: () => load.stop(), lost: () => 0 };
  const voice = startVoice({
    ...at,
    host: 'api.voice.example',
    sockets: 6,
    every: 500,
    onSample: (sample) => timeline.add(sample),
  });
  let calls = Promise.resolve();
  const timer = setInterval(() => {
    calls = calls.then(async () => timeline.add(await callSpeech(at.address, at.port, 5000)));
  }, 500);
  return {
    lost: () => voice.lost(),
    async stop() {
      clearInterval(timer);
      voice.stop();
      await Promise.all([load.stop(), calls]);
    },
  };
}

export async function playScene(scene: Scene, stage: Stage, screen: Screen): Promise<SceneOutcome> {
  const began = performance.now();
  const timeline = createTimeline();
  const banyan = stage.banyan(scene.name);
  const file = stage.write(`${scene.name}.yaml`, scene.document({ old: stage.old, edge: await freeAddress() }));
  const outcome = (checks: readonly Check[]): SceneOutcome => ({
    title: scene.title,
    story: scene.story,
    checks,
    seconds: timeline.seconds(),
    marks: timeline.marks,
    figures: figures(timeline.samples),
    took: (performance.now() - began) / 1000,
  });
  screen.title(`${scene.title}\n  ${scene.story}`);
  const started = await banyan.run(['run', file, '--detach', '-o', 'json']);
  if (started.code !== 0) {
    const seen = `exit code ${started.code}: ${started.stderr.trim() || started.stdout.trim()}`;
    return outcome([{ what: 'the migration starts', holds: false, seen }]);
  }
  let clients: Clients | undefined;
  let latest: MigrationView | undefined;
  const look = async (): Promise<MigrationView | undefined> => {
    const view = await banyan.status(scene.name);
    const edge = view?.addresses.edge;
    if (edge !== undefined && clients === undefined) clients = startClients(scene, edge, timeline);
    latest = view ?? latest;
    screen.show(latest, timeline);
    return view;
  };
  const play: Play = {
    stage,
    banyan,
    timeline,
    say: (text) => screen.say(text),
    async until(wanted, seconds) {
      const limit = performance.now() + seconds * 1000;
      let view = await look();
      while (performance.now() < limit && !(view !== undefined && wanted(view))) {
        await pause(250);
        view = (await look()) ?? view;
      }
      return view;
    },
    events: () => banyan.events(scene.name, 0),
    async wait(seconds) {
      const limit = performance.now() + seconds * 1000;
      while (performance.now() < limit) {
        await pause(250);
        screen.show(latest, timeline);
      }
    },
  };
  try {
    return outcome(await scene.play(play));
  } finally {
    await clients?.stop();
    screen.close();
    const history = await banyan.events(scene.name, 0).catch(() => []);
    stage.keep(`${scene.name}.jsonl`, history.map((event) => `${JSON.stringify(event)}\n`).join(''));
    await banyan.run(['engine', 'stop'], 10_000);
    await stage.clear(banyan);
  }
}
