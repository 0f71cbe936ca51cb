/** What the parser refuses, as findings in the reader's language. */
import type { Finding } from '@banyan/core/finding/finding.ts';
import { finding } from '@banyan/core/finding/finding.ts';
import type { CommanderError } from 'commander';

/**
 * commander reports a code, and the particulars only in its English message; its format is pinned by the golden tests.
 * Undefined for what is no error (help, version).
 */
export function usageFinding(error: CommanderError, command: string): Finding | undefined {
  const quoted = [...error.message.matchAll(/'([^']*)'/g)].map(([, text]) => text ?? '');
  const [first = '', second = ''] = quoted;
  const suggestion = /Did you mean (?:one of )?([^,?]+)/.exec(error.message)?.[1] ?? '';
  switch (error.code) {
    case 'commander.unknownCommand':
      return finding('CLI001', { name: first, suggestion });
    case 'commander.unknownOption':
      return finding('CLI002', { name: first, command, suggestion });
    case 'commander.missingArgument':
      return finding('CLI003', { argument: first, command });
    case 'commander.missingMandatoryOptionValue':
    case 'commander.optionMissingArgument':
      return finding('CLI004', { option: first, command });
    case 'commander.invalidArgument': {
      const allowed = /Allowed choices are ([^.]*)\./.exec(error.message)?.[1] ?? '';
      // Of an argument commander names the value first, of an option the option.
      const [value, option] = error.message.includes('command-argument') ? [first, second] : [second, first];
      return finding('CLI005', { option, value, allowed });
    }
    case 'commander.excessArguments': {
      const [expected = 0, count = 0] = [...error.message.matchAll(/\d+/g)].map(([digits]) => Number(digits));
      return finding('CLI006', { count, expected, command });
    }
    default:
      return undefined;
  }
}
