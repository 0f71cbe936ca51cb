/** A process that writes shares to a switch until it is killed. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';

/** How another process comes to the switch. */
export interface WriterSource {
  /** What `import.meta.resolve` gives for the module. */
  readonly module: string;
  /** An expression that is the switch, with the module as `kind`. */
  readonly subject: string;
}

/** The shares that the writer writes with a generation. */
export const sharesOfWriter = (phases: readonly string[], generation: number): Record<string, number> =>
  Object.fromEntries(phases.map((phase, at) => [phase, at === 0 ? ([0, 50, 100][generation % 3] ?? 0) : 0]));

/** Writes rising generations from the first on, and is killed after so many milliseconds. Resolves when it has gone. */
export async function killedWriter(
  { module, subject }: WriterSource,
  phases: readonly string[],
  first: number,
  milliseconds: number,
): Promise<void> {
  const script = `
    import * as kind from ${JSON.stringify(module)};
    import { sharesOfWriter } from ${JSON.stringify(import.meta.resolve('./killed-writer.ts'))};
    const subject = ${subject};
    process.stdout.write('ready');
    for (let generation = ${first}; ; generation += 1) {
      const shares = sharesOfWriter(${JSON.stringify(phases)}, generation);
      const outcome = await subject.write({ generation, author: 'engine', shares }, new AbortController().signal);
      if (!outcome.ok) process.exit(3);
    }`;
  const child = spawn(process.execPath, ['--input-type=module', '--eval', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await once(child.stdout, 'data');
  const timer = setTimeout(() => child.kill('SIGKILL'), milliseconds);
  await once(child, 'exit');
  clearTimeout(timer);
  if (child.signalCode !== 'SIGKILL') throw new Error(`the writer ended by itself: ${child.exitCode}`);
}
