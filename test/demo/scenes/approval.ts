/** Scene 4: before half of the traffic moves a human must agree; until then nothing moves. */
import { parts } from '../../load/estate.ts';
import { documentOf, routes } from '../document.ts';
import { atRest, type Scene } from '../scene.ts';
import { shareOf } from '../timeline.ts';
import { allStages, nothingFailed, shareIs, stateIs } from './checks.ts';

export const approval: Scene = {
  name: 'approval',
  title: 'An approval is asked for and given',
  story: 'The document wants a human to look before 50 %. The migration waits, is approved, and goes on.',
  document: ({ old, edge }) =>
    documentOf({
      name: 'approval',
      old,
      edge,
      hold: '1s',
      minimumRequests: 3,
      phases: [
        {
          name: 'knowledge',
          routes: routes.knowledge,
          stages: [{ share: 25 }, { share: 50, approval: 'required' }, { share: 100 }],
        },
      ],
    }),
  mix: parts.knowledge,
  rate: 80,
  streams: false,
  async play({ until, events, timeline, wait, banyan, say }) {
    const waiting = await until((view) => atRest(view) || view.state === 'waiting-for-approval', 40);
    timeline.mark('asks');
    const from = timeline.samples.length;
    await wait(3);
    const { code } = await banyan.run(['status', 'approval', '-o', 'json']);
    const meanwhile = shareOf(timeline.samples.slice(from));
    const approved = await banyan.run(['approve', 'approval', '--reason', 'the figures look fine']);
    timeline.mark('approved');
    say('approved');
    const view = await until(atRest, 40);
    timeline.mark('completed');
    await wait(1.5);
    return [
      stateIs(waiting, 'waiting-for-approval'),
      { what: 'banyan status ends with 4 while it waits', holds: code === 4, seen: String(code) },
      {
        what: 'the share stayed at 25 % while it waited',
        holds: meanwhile !== undefined && Math.abs(meanwhile - 25) <= 12,
        seen: meanwhile === undefined ? 'no answers' : `${meanwhile.toFixed(1)} %`,
      },
      {
        what: 'banyan approve was taken',
        holds: approved.code === 0,
        seen: `exit code ${approved.code} ${approved.stderr.trim()}`,
      },
      stateIs(view, 'completed'),
      allStages(await events(), 'knowledge', [25, 50, 100]),
      nothingFailed(timeline),
      shareIs(timeline, 100, 1),
    ];
  },
};
