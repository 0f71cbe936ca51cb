/**
 * The history of one migration as a file: one JSON object a line, numbered from 1 without gaps, written through to the
 * disk before anything is concluded from it. It is the truth for status and reports; what the engine keeps may lag behind.
 * Writing the same events again writes nothing; events that contradict what the file holds are refused, and the caller
 * learns what it did not know.
 */
import { mkdir, open, readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Event } from '../run/event.ts';

export type Appended =
  | { readonly kind: 'kept' }
  /** The file went on otherwise: these events follow the one before the first that was to be written. */
  | { readonly kind: 'missed'; readonly events: readonly Event[] }
  /** The file cannot be written now (code of the system error); nothing may be concluded. */
  | { readonly kind: 'unwritable'; readonly reason: string };

export interface EventLog {
  /**
   * Events after a number; what a writer left half-written at the end does not count. None when the file cannot be read:
   * nothing can then be added to it either, so nothing is concluded from that.
   */
  after(seq: number): Promise<readonly Event[]>;
  append(events: readonly Event[], signal: AbortSignal): Promise<Appended>;
}

/** Writers of one process to the same file take turns; the lock of the data directory keeps other processes away. */
const tails = new Map<string, Promise<unknown>>();

export function openLog(file: string): EventLog {
  return {
    after: async (seq) => (await load(file).catch(() => nothing)).events.filter((event) => event.seq > seq),
    append(events, signal) {
      const turn = (tails.get(file) ?? Promise.resolve()).then(() => write(file, events, signal));
      tails.set(
        file,
        turn.catch(() => undefined),
      );
      return turn;
    },
  };
}

interface Loaded {
  readonly events: readonly Event[];
  /** Bytes up to the end of the last whole line. */
  readonly size: number;
}

const nothing: Loaded = { events: [], size: 0 };

/** Reads the file up to its last whole line. A missing file is an empty one. */
async function load(file: string): Promise<Loaded> {
  const bytes = await readFile(file).catch((error: unknown) => {
    if (codeOf(error) === 'ENOENT') return Buffer.alloc(0);
    throw error;
  });
  const size = bytes.lastIndexOf(10) + 1;
  const lines = bytes.subarray(0, size).toString('utf8').split('\n');
  // Only this file's functions write it, so a whole line is an Event.
  return { events: lines.filter(Boolean).map((line) => JSON.parse(line) as Event), size };
}

async function write(file: string, events: readonly Event[], signal: AbortSignal): Promise<Appended> {
  const [first] = events;
  if (first === undefined) return { kind: 'kept' };
  try {
    const { events: known, size } = await load(file);
    const present = known.filter((event) => event.seq >= first.seq);
    const same = present.every((event, index) => JSON.stringify(event) === JSON.stringify(events[index]));
    if (!same) return { kind: 'missed', events: present };
    const fresh = events.slice(present.length);
    // An attempt that nobody waits for any more must leave no trace behind its successor's back.
    if (fresh.length === 0 || signal.aborted) return { kind: 'kept' };
    await mkdir(dirname(file), { recursive: true, mode: 0o700 });
    const handle = await open(file, size === 0 ? 'a' : 'r+', 0o600);
    try {
      await handle.truncate(size);
      const text = fresh.map((event) => `${JSON.stringify(event)}\n`).join('');
      const bytes = Buffer.from(text);
      const { bytesWritten } = await handle.write(bytes, 0, bytes.length, size);
      // A disk that fills up takes a part and says nothing: what is half there was not written.
      if (bytesWritten < bytes.length) {
        await handle.truncate(size);
        return { kind: 'unwritable', reason: 'ENOSPC' };
      }
      await handle.sync();
    } finally {
      await handle.close();
    }
    if (size === 0) await syncFolder(dirname(file));
    return { kind: 'kept' };
  } catch (error) {
    return { kind: 'unwritable', reason: codeOf(error) };
  }
}

async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : String(error);
