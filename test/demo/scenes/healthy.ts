/** Scene 1: all three phases to 100 %, with requests, voice streams and gRPC calls all the time. */
import { everything } from '../../load/estate.ts';
import { documentOf, routes } from '../document.ts';
import { atRest, type Scene } from '../scene.ts';
import { allStages, nothingFailed, shareIs, stateIs } from './checks.ts';

const few = [10, 50, 100];
const all = [10, 25, 50, 75, 100];
const stages = (shares: readonly number[]) => shares.map((share) => ({ share }));

export const healthy: Scene = {
  name: 'healthy',
  title: 'A healthy migration',
  story: 'Three phases move from the old gateway to the new one, share by share, while clients ask, talk and listen.',
  document: ({ old, edge }) =>
    documentOf({
      name: 'healthy',
      old,
      edge,
      hold: '1s',
      minimumRequests: 3,
      phases: [
        { name: 'knowledge', routes: routes.knowledge, stages: stages(few) },
        { name: 'conversation', routes: routes.conversation, stages: stages(few) },
        { name: 'orders-and-voice', routes: routes.ordersAndVoice, stages: stages(all) },
      ],
    }),
  mix: everything,
  rate: 120,
  streams: true,
  async play({ until, events, timeline, wait }) {
    const view = await until(atRest, 90);
    timeline.mark('completed');
    await wait(1.5);
    const history = await events();
    const streams = timeline.samples.filter((one) => one.name === 'voice-stream').length;
    const calls = timeline.samples.filter((one) => one.name === 'speech').length;
    return [
      stateIs(view, 'completed'),
      allStages(history, 'knowledge', few),
      allStages(history, 'conversation', few),
      allStages(history, 'orders-and-voice', all),
      nothingFailed(timeline),
      shareIs(timeline, 100, 1),
      {
        what: 'voice streams and gRPC calls went on',
        holds: streams > 0 && calls > 0,
        seen: `${streams} frames came back, ${calls} calls answered`,
      },
    ];
  },
};
