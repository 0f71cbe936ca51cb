/** What a failure means for the exit code: the answer is no, the user's input, or the environment. */
import type { ExitCode } from '@banyan/core/exit.ts';
import { exit } from '@banyan/core/exit.ts';
import type { Finding, FindingCode } from '@banyan/core/finding/finding.ts';

/** Where the prefix of a code does not tell. */
const exceptions: Readonly<Partial<Record<FindingCode, ExitCode>>> = {
  // The output folder cannot be written, or holds something else.
  CNV002: exit.environment,
  CNV003: exit.environment,
  // The source runs elsewhere, and cannot be reached or read.
  CNV007: exit.environment,
  CNV008: exit.environment,
  CNV009: exit.environment,
  CNV010: exit.environment,
  // A running gateway takes no connection.
  PRV002: exit.environment,
  // A listener could not be opened.
  EMU001: exit.environment,
  // No migration of that name, nothing to approve, not in this state: what was asked for cannot be done.
  ENG004: exit.usage,
  ENG006: exit.usage,
  ENG007: exit.usage,
  // Routes would be closed, and nobody has accepted it.
  MIG006: exit.no,
};

/** Documents and usage are input; engine, proxies and disks are the environment. */
export const exitOfFailure = ({ code }: Finding): ExitCode =>
  exceptions[code] ?? (/^(ENG|TRF|RUN)/.test(code) ? exit.environment : exit.usage);
