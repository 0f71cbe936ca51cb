/** How much of each phase the new gateway serves: what is wanted, and what each counter saw. */
import type { MigrationView, PhaseView } from '@banyan/engine/client.ts';
import { table } from '@banyan/core/terminal/table.ts';
import { percent, steadyPercent } from '@banyan/core/terminal/units.ts';
import { view as words } from '@banyan/core/words/view.ts';
import type { Scene } from './scene.ts';

const barWidth = 20;

export function shares(view: MigrationView, scene: Scene): string[] {
  const { locale, colours } = scene;
  const { share } = words;
  const titles = [share.heading, share.wanted, share.edge, share.newGateway, share.oldGateway];
  const heading = ['', ...titles.map((word) => colours.dim(word[locale]))];
  const rows = view.phases.map((phase) => [
    phase.name,
    bar(phase.desired, scene),
    percent(phase.desired),
    ...observed(phase),
  ]);
  return table([heading, ...rows], { indent: 2, align: ['left', 'left', 'right', 'right', 'right', 'right'] });
}

/** Counters with too few requests show a dash. */
const observed = ({ observed: { edge, newGateway, oldGateway } }: PhaseView): string[] =>
  [edge, newGateway, oldGateway].map((value) => (value === undefined ? '–' : steadyPercent(value)));

function bar(share: number, { symbols, colours }: Scene): string {
  const filled = Math.round((share / 100) * barWidth);
  return colours.cyan(symbols.full.repeat(filled)) + colours.dim(symbols.empty.repeat(barWidth - filled));
}
