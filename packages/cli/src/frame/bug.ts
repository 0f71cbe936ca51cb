/** A bug looks different from a mistake of the user: it asks to be reported, and shows its stack only when told to. */
import type { ExitCode } from '@banyan/core/exit.ts';
import { exit } from '@banyan/core/exit.ts';
import { finding } from '@banyan/core/finding/finding.ts';
import { localeOf } from '@banyan/core/words/locale.ts';
import { printError } from '../render/error.ts';
import type { World } from './world.ts';

export function reportBug(error: unknown, world: World): ExitCode {
  const what = error instanceof Error ? `${error.name}: ${error.message.split('\n')[0] ?? ''}` : String(error);
  const locale = localeOf(world.environment);
  printError(finding('CLI012', { what }), { world, locale, format: 'text' });
  if (world.environment['BANYAN_DEBUG'] === '1' && error instanceof Error) world.stderr.write(`${error.stack ?? ''}\n`);
  return exit.bug;
}
