/** Scene 3: the worker, then the engine, then both are killed with -9 in the middle; the run goes on where it was. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parts } from '../../load/estate.ts';
import { documentOf, routes } from '../document.ts';
import { atRest, type Play, type Scene } from '../scene.ts';
import { allStages, nothingFailed, shareIs, stateIs } from './checks.ts';

const shares = [10, 25, 50, 75, 100];

/** Who the supervisor says its children are now. */
function childrenOf(data: string): { readonly engine?: number; readonly worker?: number } {
  // The file is the supervisor's own account; a number that is missing is a child that is not there.
  const state = JSON.parse(readFileSync(join(data, 'supervisor.json'), 'utf8')) as {
    readonly children?: { readonly engine?: number; readonly worker?: number };
  };
  return state.children ?? {};
}

function kill(play: Play, which: readonly ('engine' | 'worker')[]): string {
  const children = childrenOf(play.banyan.data);
  const killed = which.flatMap((name) => {
    const pid = children[name];
    if (pid === undefined) return [];
    process.kill(pid, 'SIGKILL');
    return [`${name} ${pid}`];
  });
  play.timeline.mark(`-9 ${which.join(' + ')}`);
  play.say(`killed with -9: ${killed.join(', ')}`);
  return killed.join(', ');
}

export const killed: Scene = {
  name: 'killed',
  title: 'Worker and engine are killed with -9',
  story: 'First the worker dies, then the engine, then both at once. Traffic stays where it was, and the run goes on.',
  document: ({ old, edge }) =>
    documentOf({
      name: 'killed',
      old,
      edge,
      hold: '1500ms',
      minimumRequests: 3,
      phases: [{ name: 'conversation', routes: routes.conversation, stages: shares.map((share) => ({ share })) }],
    }),
  mix: parts.conversation,
  rate: 80,
  streams: false,
  async play(play) {
    const { until, events, timeline, wait } = play;
    const at = (share: number) => until((view) => atRest(view) || (view.phases[0]?.desired ?? 0) >= share, 40);
    await at(10);
    const dead = [kill(play, ['worker'])];
    await at(25);
    dead.push(kill(play, ['engine']));
    await at(50);
    dead.push(kill(play, ['worker', 'engine']));
    const view = await until(atRest, 60);
    timeline.mark('completed');
    await wait(1.5);
    return [
      { what: 'four processes were killed', holds: dead.join(', ').split(', ').length === 4, seen: dead.join('; ') },
      stateIs(view, 'completed'),
      allStages(await events(), 'conversation', shares),
      nothingFailed(timeline),
      shareIs(timeline, 100, 1),
    ];
  },
};
