/**
 * `make demo`: four scenes on real components. Ends with 0 only when every scene went as it should. Everything that it starts
 * is ended, also after a failure or Ctrl-C. Names of scenes as arguments play only those.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { type SceneOutcome, went } from './outcome.ts';
import { html } from './report/html.ts';
import { text } from './report/text.ts';
import { playScene } from './scene.ts';
import { approval } from './scenes/approval.ts';
import { failing } from './scenes/failing.ts';
import { healthy } from './scenes/healthy.ts';
import { killed } from './scenes/killed.ts';
import { openStage, type Stage } from './stage.ts';
import { createScreen } from './view.ts';

const scenes = [healthy, failing, killed, approval];
const asked = process.argv.slice(2);
const chosen = asked.length === 0 ? scenes : scenes.filter((scene) => asked.includes(scene.name));

const began = performance.now();
let stage: Stage | undefined;
let closing: Promise<void> | undefined;
const close = (): Promise<void> => (closing ??= stage?.close() ?? Promise.resolve());

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    void close().finally(() => process.exit(130));
  });
}

const outcomes: SceneOutcome[] = [];
const screen = createScreen({ isTTY: process.stdout.isTTY, write: (part) => process.stdout.write(part) }, Date.now);
try {
  process.stdout.write('Starting two pools of services and the old gateway ...\n');
  stage = await openStage();
  for (const scene of chosen) outcomes.push(await playScene(scene, stage, screen));
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
} finally {
  await close();
}

const folder = join(import.meta.dirname, '../../demo-report');
mkdirSync(folder, { recursive: true });
const page = join(folder, 'index.html');
const took = ((performance.now() - began) / 1000).toFixed(0);
writeFileSync(
  page,
  html(outcomes, `The run took ${took} s on ${new Date().toISOString().slice(0, 16).replace('T', ' ')} UTC.`),
);
process.stdout.write(text(outcomes));
process.stdout.write(`${took} s; charts in ${relative(process.cwd(), page)}\n`);
process.exit(outcomes.length === chosen.length && outcomes.every(went) ? 0 : 1);
