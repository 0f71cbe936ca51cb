/** What the verbs of a migration have in common: finding the migration, asking the engine, printing what came of it. */
import type { EngineClient, MigrationView } from '@banyan/engine/client.ts';
import type { ExitCode } from '@banyan/core/exit.ts';
import { exit } from '@banyan/core/exit.ts';
import type { Finding } from '@banyan/core/finding/finding.ts';
import { finding } from '@banyan/core/finding/finding.ts';
import type { Result } from '@banyan/core/result.ts';
import { err, ok } from '@banyan/core/result.ts';
import { options as words } from '@banyan/core/words/options.ts';
import type { ArgumentSpec, Context } from '../frame/command.ts';
import { fail } from '../render/error.ts';
import { exitOfFailure } from './failure.ts';

/** `[NAME]`, as all verbs take it. */
export const nameArgument: ArgumentSpec = { name: 'NAME', description: words.name, optional: true };

/** The migration that is meant: the one that was named, or the only one there is. */
export async function nameOf(context: Context, client: EngineClient): Promise<Result<string, Finding>> {
  const [name] = context.arguments;
  if (name !== undefined) return ok(name);
  const list = await client.list();
  if (!list.ok) return list;
  const [only, ...others] = list.value;
  if (only !== undefined && others.length === 0) return ok(only.name);
  const names = list.value.map((view) => view.name).join(', ');
  return err(finding('CLI010', { count: list.value.length, names }));
}

/** Does something with the engine; a data directory that cannot be used is printed. */
export async function withEngine(
  context: Context,
  act: (client: EngineClient) => Promise<ExitCode>,
): Promise<ExitCode> {
  const client = await context.engine();
  return client.ok ? act(client.value) : fail(context, client.error, exitOfFailure(client.error));
}

/** Does something with the migration that is meant; failures are printed. */
export const withMigration = (
  context: Context,
  act: (client: EngineClient, name: string) => Promise<ExitCode>,
): Promise<ExitCode> =>
  withEngine(context, async (client) => {
    const name = await nameOf(context, client);
    return name.ok ? act(client, name.value) : fail(context, name.error, exitOfFailure(name.error));
  });

/** A verb that changes a migration and says so in one sentence. */
export function changing(
  context: Context,
  change: (client: EngineClient, name: string) => Promise<Result<MigrationView, Finding>>,
  sentence: (name: string) => string,
): Promise<ExitCode> {
  return withMigration(context, async (client, name) => {
    const changed = await change(client, name);
    if (!changed.ok) return fail(context, changed.error, exitOfFailure(changed.error));
    if (context.format === 'json') context.stdout.write(`${JSON.stringify(changed.value, null, 2)}\n`);
    else context.stderr.write(`${sentence(name)}\n`);
    return exit.done;
  });
}
