/** `banyan version`: what takes part, as each program prints it. */
import { exit } from '@banyan/core/exit.ts';
import { table } from '@banyan/core/terminal/table.ts';
import { examples } from '@banyan/core/words/examples.ts';
import { summaries } from '@banyan/core/words/summaries.ts';
import type { Command } from '../frame/command.ts';
import { version as banyan } from '../version.ts';

export const version: Command = {
  name: 'version',
  summary: summaries.version,
  arguments: [],
  options: [],
  examples: [{ line: 'banyan version -o json', description: examples.version }],
  run: async (context) => {
    const versions = { banyan, node: process.versions.node, platform: `${process.platform}-${process.arch}` };
    context.stdout.write(
      context.format === 'json'
        ? `${JSON.stringify(versions, null, 2)}\n`
        : `${table(Object.entries(versions)).join('\n')}\n`,
    );
    return exit.done;
  },
};
