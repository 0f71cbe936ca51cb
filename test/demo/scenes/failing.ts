/** Scene 2: at 25 % the new platform's orders lose their store and answer 500; the gates see it and send everybody back. */
import { parts } from '../../load/estate.ts';
import { documentOf, routes } from '../document.ts';
import { atRest, type Scene } from '../scene.ts';
import { described, nothingFailed, shareIs, stateIs } from './checks.ts';

/** Requests that began on the new side after a moment, in milliseconds since the epoch. */
const newAfter = (samples: readonly { readonly side: string; readonly start: number }[], moment: number): number[] =>
  samples.filter((one) => one.side === 'new' && one.start > moment).map((one) => one.start);

export const failing: Scene = {
  name: 'failing',
  title: 'The new gateway starts failing at 25 %',
  story: 'The orders of the new platform lose their store. Nobody touches anything: the migration goes back by itself.',
  document: ({ old, edge }) =>
    documentOf({
      name: 'failing',
      old,
      edge,
      hold: '2s',
      minimumRequests: 5,
      phases: [
        {
          name: 'orders-and-voice',
          routes: routes.ordersAndVoice,
          stages: [{ share: 10 }, { share: 25, hold: '6s' }, { share: 50 }, { share: 100 }],
        },
      ],
    }),
  mix: parts.orders,
  rate: 120,
  streams: false,
  async play({ until, events, timeline, wait, stage, banyan, say }) {
    const reached = await until(
      (view) => view.phases[0]?.observed.edge !== undefined && view.phases[0].desired === 25,
      40,
    );
    const healthyUntil = Date.now();
    const before = nothingFailed(timeline);
    stage.breakNew('orders');
    timeline.mark('store lost');
    say('the store of the orders is gone on the new platform');
    const view = await until(atRest, 40);
    timeline.mark('back');
    const settled = Date.now();
    await wait(2);
    stage.mendNew('orders');
    const { code } = await banyan.run(['status', 'failing', '-o', 'json']);
    const judged = (await events()).filter(
      (event) => event.kind === 'gate-judged' && JSON.stringify(event.data).includes('"fail"'),
    );
    const verdict = judged[0]?.at;
    const failed = timeline.samples.filter((one) => !one.good);
    const elsewhere = failed.filter((one) => one.side !== 'new' || one.status !== 500 || one.end < healthyUntil);
    const late = verdict === undefined ? [] : newAfter(timeline.samples, verdict);
    const last = late.length === 0 ? 0 : Math.max(...late) - (verdict ?? 0);
    return [
      {
        what: 'the share reached 25 %',
        holds: reached?.phases[0]?.desired === 25,
        seen: `${reached?.phases[0]?.desired ?? '-'} %`,
      },
      { ...before, what: 'no request failed before the fault' },
      stateIs(view, 'rolled-back'),
      { what: 'banyan status ends with 1', holds: code === 1, seen: String(code) },
      {
        what: 'a gate failed and said so',
        holds: verdict !== undefined,
        seen: verdict === undefined ? 'no failed verdict in the history' : `${judged.length} failed verdicts`,
      },
      {
        what: 'only the new platform answered wrongly, and only after the fault',
        holds: failed.length > 0 && elsewhere.length === 0,
        seen: `${failed.length} wrong answers of the new platform${elsewhere.length > 0 ? `; others: ${described(elsewhere)}` : ''}`,
      },
      {
        what: 'the last request on the new side began at most 2 s after the verdict',
        holds: verdict !== undefined && last <= 2000,
        seen: `${last.toFixed(0)} ms after`,
      },
      {
        what: 'once it was back no request failed',
        holds: timeline.samples.every((one) => one.good || one.start < settled),
        seen: `${timeline.samples.filter((one) => !one.good && one.start >= settled).length} failed`,
      },
      shareIs(timeline, 0, 1.5),
    ];
  },
};
