/** Signs beside words. A terminal that cannot show them gets ASCII. */
import type { MigrationState, StepState } from '@banyan/engine/client.ts';
import type { Colours } from '@banyan/core/terminal/colour.ts';
import type { Judgement } from '@banyan/traffic/gates/gate.ts';

export interface Symbols {
  readonly step: Readonly<Record<StepState, string>>;
  readonly verdict: Readonly<Record<Judgement['verdict'], string>>;
  readonly full: string;
  readonly empty: string;
}

const unicode: Symbols = {
  step: {
    planned: '·',
    running: '▸',
    holding: '‖',
    parked: '?',
    done: '✓',
    failed: '✗',
    undoing: '↶',
    undone: '↶',
  },
  verdict: { pass: '✓', fail: '✗', hold: '‖' },
  full: '█',
  empty: '░',
};

const ascii: Symbols = {
  step: {
    planned: '.',
    running: '>',
    holding: '=',
    parked: '?',
    done: '+',
    failed: 'x',
    undoing: '<',
    undone: '<',
  },
  verdict: { pass: '+', fail: 'x', hold: '=' },
  full: '#',
  empty: '-',
};

/** The Linux console and `dumb` terminals lack the signs. */
export const symbolsFor = (environment: Readonly<Record<string, string | undefined>>): Symbols =>
  environment['TERM'] === 'dumb' || environment['TERM'] === 'linux' ? ascii : unicode;

const stateColours: Readonly<Record<MigrationState, keyof Colours>> = {
  running: 'cyan',
  holding: 'yellow',
  paused: 'yellow',
  'waiting-for-approval': 'yellow',
  'rolling-back': 'red',
  'rolled-back': 'red',
  'rolled-back-break-glass': 'red',
  completed: 'green',
  stuck: 'red',
  recovering: 'yellow',
};

const stepColours: Readonly<Record<StepState, keyof Colours>> = {
  planned: 'dim',
  running: 'cyan',
  holding: 'yellow',
  parked: 'yellow',
  done: 'green',
  failed: 'red',
  undoing: 'yellow',
  undone: 'dim',
};

type Paint = (text: string) => string;

export const paintState = (state: MigrationState, colours: Colours): Paint => colours[stateColours[state]];

export const paintStep = (state: StepState, colours: Colours): Paint => colours[stepColours[state]];

export const paintVerdict = (verdict: Judgement['verdict'], colours: Colours): Paint =>
  ({ pass: colours.green, fail: colours.red, hold: colours.yellow })[verdict];
