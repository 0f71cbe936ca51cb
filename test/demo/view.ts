/** The live view: one block that is drawn again and again on a terminal, and a line every few seconds anywhere else. */
import type { MigrationView } from '@banyan/engine/client.ts';
import type { Timeline } from './timeline.ts';

export interface Screen {
  title(text: string): void;
  /** What is known now; drawn when it is time to. */
  show(view: MigrationView | undefined, timeline: Timeline): void;
  /** A line that stays. */
  say(text: string): void;
  close(): void;
}

export interface Terminal {
  readonly isTTY: boolean;
  write(text: string): void;
}

const bar = (percent: number, wide: number): string => {
  const full = Math.round((percent / 100) * wide);
  return `${'█'.repeat(full)}${'·'.repeat(wide - full)}`;
};

const percent = (value: number | undefined): string =>
  value === undefined ? '   –' : `${value.toFixed(0).padStart(3)}%`;

const symbol: Readonly<Record<string, string>> = {
  done: '✓',
  running: '▸',
  holding: '‖',
  parked: '?',
  failed: '✗',
  undoing: '↩',
  undone: '↩',
};

/** Gates that have seen requests; of the others there is nothing to say yet. */
const measured = ({ gates }: MigrationView): MigrationView['gates'] =>
  gates.filter((gate) => gate.samples > 0 && gate.indicator !== 'share').slice(0, 4);

/** Lines that say where the migration and its clients stand. */
function lines(view: MigrationView | undefined, timeline: Timeline): string[] {
  const latest = timeline.recent(2000);
  const failed = timeline.samples.filter((one) => !one.good).length;
  const client = `  clients   new ${percent(latest.share)} ${bar(latest.share ?? 0, 30)}  ${(latest.requests / 2).toFixed(0).padStart(4)}/s  failed ${failed}  p95 ${latest.p95?.toFixed(1) ?? '–'} ms`;
  if (view === undefined) return [client];
  const running = view.steps.find((step) => ['running', 'holding', 'parked', 'undoing'].includes(step.state));
  const rail = view.steps.map((step) => symbol[step.state] ?? '·').join('');
  const width = Math.max(...view.phases.map((phase) => phase.name.length), 9);
  return [
    `  ${view.state}  ${running?.id ?? ''}`,
    `  ${rail}`,
    ...view.phases.map(
      (phase) =>
        `  ${phase.name.padEnd(width)} wanted ${percent(phase.desired)} ${bar(phase.desired, 20)}  edge ${percent(phase.observed.edge)}  new ${percent(phase.observed.newGateway)}  old ${percent(phase.observed.oldGateway)}`,
    ),
    ...measured(view).map((gate) => {
      const value = gate.value === undefined ? '–' : gate.value.toFixed(3);
      return `  gate ${gate.indicator} ${gate.side}: ${value} (at most ${gate.atMost}, ${gate.samples} requests) ${gate.verdict}`;
    }),
    client,
  ];
}

export function createScreen(terminal: Terminal, now: () => number): Screen {
  let drawn = 0;
  let last = 0;
  const wipe = () => {
    if (terminal.isTTY && drawn > 0) terminal.write(`\u001b[${drawn}A\u001b[J`);
    drawn = 0;
  };
  return {
    title(text) {
      wipe();
      terminal.write(`\n${text}\n`);
      last = 0;
    },
    show(view, timeline) {
      const every = terminal.isTTY ? 250 : 3000;
      if (now() - last < every) return;
      last = now();
      const block = lines(view, timeline);
      if (terminal.isTTY) {
        wipe();
        terminal.write(`${block.join('\n')}\n`);
        drawn = block.length;
      } else {
        const [state = ''] = block;
        terminal.write(`${view === undefined ? '' : `${state.trim()} |`}${block.at(-1)?.replace(/\s+/g, ' ') ?? ''}\n`);
      }
    },
    say(text) {
      wipe();
      terminal.write(`  ${text}\n`);
    },
    close: wipe,
  };
}
