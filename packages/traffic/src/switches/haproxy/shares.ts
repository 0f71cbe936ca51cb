/**
 * The map of shares, on the disk and in HAProxy. A line for each phase (hundredths of a percent on the new side) and one for
 * the record of the last writer.
 */
import { type Finding, finding } from '@banyan/core/finding/finding.ts';
import { err, ok, type Result } from '@banyan/core/result.ts';
import { type Held, recordFrom, weightOf, wholeWeight } from '../split.ts';
import type { Split } from '../switch.ts';
import { mapKey, phaseOfKey, recordKey } from './names.ts';
import { askHaproxy, tellHaproxy } from './runtime.ts';

/** Keys and values; no value has a blank in it. */
function entriesOf({ generation, author, shares }: Split): readonly (readonly [string, string])[] {
  return [
    [recordKey, encodeURIComponent(JSON.stringify({ generation, author, shares }))],
    ...Object.entries(shares).map(([phase, share]) => [mapKey(phase), String(weightOf(share))] as const),
  ];
}

/** The file that HAProxy loads when it starts. */
export const mapText = (split: Split): string =>
  entriesOf(split)
    .map(([key, value]) => `${key} ${value}\n`)
    .join('');

/** From the file's text. */
export const heldIn = (text: string): Held => heldFrom(text.split('\n').map((line) => line.split(' ')));

/** What HAProxy has loaded; TRF040 when the fragment of the migration is not part of its configuration. */
export async function loadedShares(
  socket: string,
  { map, fragment }: { readonly map: string; readonly fragment: string },
  signal: AbortSignal,
): Promise<Result<Held, Finding>> {
  const answer = await askHaproxy(socket, `show map ${map}`, signal);
  if (!answer.ok) return answer;
  if (/^Unknown map/m.test(answer.value)) return err(finding('TRF040', { program: 'HAProxy', file: fragment }));
  // `0x55e0 key value`
  return ok(heldFrom(answer.value.split('\n').map((line) => line.split(' ').slice(1))));
}

/** Puts a split in place of the loaded one: a new version of the whole map, which one commit brings into force. */
export async function commitShares(
  socket: string,
  map: string,
  split: Split,
  signal: AbortSignal,
): Promise<Result<void, Finding>> {
  const prepared = await askHaproxy(socket, `prepare map ${map}`, signal);
  if (!prepared.ok) return prepared;
  const version = /New version created: (\d+)/.exec(prepared.value)?.[1];
  if (version === undefined) {
    return err(finding('TRF042', { command: `prepare map ${map}`, answer: prepared.value.trim().slice(0, 300) }));
  }
  const additions = entriesOf(split).map(([key, value]) => `add map @${version} ${map} ${key} ${value}`);
  return tellHaproxy(socket, [...additions, `commit map @${version} ${map}`], signal);
}

function heldFrom(lines: readonly (readonly string[])[]): Held {
  const shares: Record<string, number> = {};
  let record: Split | undefined;
  for (const [key = '', value = ''] of lines) {
    if (key === '' || key === '#') continue;
    if (key === recordKey) record = recordIn(value);
    else shares[phaseOfKey(key)] = (100 * Number(value)) / wholeWeight;
  }
  return { record, shares };
}

function recordIn(text: string): Split | undefined {
  try {
    return recordFrom(JSON.parse(decodeURIComponent(text)));
  } catch {
    return undefined;
  }
}
