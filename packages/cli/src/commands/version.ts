/** `banyan version`: what takes part, as each program prints it. */
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { exit } from '@banyan/core/exit.ts';
import { table } from '@banyan/core/terminal/table.ts';
import { examples } from '@banyan/core/words/examples.ts';
import { summaries } from '@banyan/core/words/summaries.ts';
import { versionWords } from '@banyan/core/words/version.ts';
import { restateBinary } from '@banyan/engine/restate/binary.ts';
import { findEnvoy } from '@banyan/traffic/proxies/envoy-binary.ts';
import type { Command, Context } from '../frame/command.ts';
import { version as banyan } from '../version.ts';

const workspace = fileURLToPath(new URL('../../../../', import.meta.url));

export const version: Command = {
  name: 'version',
  summary: summaries.version,
  arguments: [],
  options: [],
  examples: [{ line: 'banyan version -o json', description: examples.version }],
  async run(context) {
    const versions = {
      banyan,
      node: process.versions.node,
      envoy: await envoyVersion(context),
      restate: await restateVersion(context),
      platform: `${process.platform}-${process.arch}`,
    };
    context.stdout.write(
      context.format === 'json'
        ? `${JSON.stringify(versions, null, 2)}\n`
        : `${table(Object.entries(versions).map(([name, found]) => [name, found ?? versionWords.missing[context.locale]])).join('\n')}\n`,
    );
    return exit.done;
  },
};

/** Null where there is none that would do; what needs it says why. */
async function envoyVersion({ environment }: Context): Promise<string | null> {
  const found = await findEnvoy(environment, workspace);
  return found.ok ? found.value.version : null;
}

/** It prints `restate-server 1.7.12 (...)`. */
const restateVersion = ({ environment }: Context): Promise<string | null> =>
  new Promise((resolve) => {
    execFile(restateBinary(environment), ['--version'], { timeout: 10_000 }, (error, stdout) => {
      resolve(error === null ? (/\d+\.\d+\.\d+\S*/.exec(stdout)?.[0] ?? null) : null);
    });
  });
