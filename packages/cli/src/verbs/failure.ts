/** Whether a failure is the user's input or the environment: exit code 2 or 3. */
import type { ExitCode } from '@banyan/core/exit.ts';
import { exit } from '@banyan/core/exit.ts';
import type { Finding } from '@banyan/core/finding/finding.ts';

/** Documents and usage are input; engine, proxies and disks are the environment. */
export function exitOfFailure({ code }: Finding): ExitCode {
  return code.startsWith('RUN') || code.startsWith('TRF') || code === 'CLI010' ? exit.environment : exit.usage;
}
