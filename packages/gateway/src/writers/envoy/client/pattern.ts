/**
 * The text from which a client's address is taken, as an expression: addresses with or without port and brackets, alone or
 * as the one of a list that counts (apisix/plugins/real-ip.lua).
 */
import { type Condition, never, type Test } from '@banyan/core/condition/condition.ts';
import { without } from '@banyan/core/net/without.ts';
import type { ClientAddress } from '../../../model/by-request.ts';
import { withinRanges } from '../language/addresses.ts';

const port = '(?::[0-9]{1,5})';

/** Alternatives; those that match nothing are left out. */
interface Forms {
  /** As it is compared with the ranges of those who are believed. */
  readonly bare: readonly string[];
  /** With port or brackets, which is never believed. */
  readonly dressed: readonly string[];
}

const anyFour = '[0-9]{1,3}(?:\\.[0-9]{1,3}){3}';
const anySix = '[0-9a-fA-F]{0,4}:[0-9a-fA-F:.]*:[0-9a-fA-F:.]*';
const anyAddress = formsOf(anyFour, anySix);

function formsOf(four: string | undefined, six: string | undefined): Forms {
  return {
    bare: [four, six].filter((one) => one !== undefined),
    dressed: [
      ...(four === undefined ? [] : [`(?:${four})${port}`]),
      ...(six === undefined ? [] : [`\\[(?:${six})\\]${port}?`]),
    ],
  };
}

function inRanges(ranges: readonly string[]): Forms {
  const version = (six: boolean): string | undefined =>
    withinRanges(ranges.filter((range) => range.includes(':') === six));
  return formsOf(version(false), version(true));
}

/** That the address which is taken is one of these forms; `others` are the same without those who are believed. */
function counted(client: ClientAddress, { bare, dressed }: Forms, others: readonly string[]): Condition {
  const { list, trusted = [], from } = client;
  const any = [...bare, ...dressed].join('|');
  if (any === '') return never;
  if (list === 'none') return { subject: from, matches: `^(?:${any})$` };
  if (list === 'last') return { subject: from, matches: `^(?:.*,)? *(?:${any})$` };
  const within = withinRanges(trusted);
  const believed = within === undefined ? '$' : `(?:, *(?:${within}))*$`;
  const later = [...others, ...dressed].join('|');
  const further = later === '' ? '' : `|^.*, *(?:${later})${believed}`;
  return { subject: from, matches: `^(?:${any})${believed}${further}` };
}

/** That there is an address to be taken. */
export function isAddress(client: ClientAddress): Condition {
  const others = withinRanges(without(['0.0.0.0/0', '::/0'], client.trusted ?? []));
  return counted(client, anyAddress, others === undefined ? [] : [others]);
}

/** A condition about the client's address, about the text from which it is taken; undefined where it cannot be said. */
export function asked(condition: Condition, client: ClientAddress): Condition | undefined {
  if ('always' in condition) return condition;
  if ('not' in condition) {
    const inner = asked(condition.not, client);
    return inner && { not: inner };
  }
  if ('all' in condition || 'any' in condition) {
    const parts = ('all' in condition ? condition.all : condition.any).map((part) => asked(part, client));
    if (!parts.every((part) => part !== undefined)) return undefined;
    return 'all' in condition ? { all: parts } : { any: parts };
  }
  return condition.subject === 'clientAddress' ? test(condition, client) : condition;
}

function test(one: Test, client: ClientAddress): Condition | undefined {
  const ranges = 'within' in one ? one.within : 'equals' in one ? [one.equals] : 'in' in one ? one.in : undefined;
  if (ranges === undefined) return undefined;
  const others = inRanges(client.list === 'last-untrusted' ? without(ranges, client.trusted ?? []) : ranges);
  return counted(client, inRanges(ranges), others.bare);
}
