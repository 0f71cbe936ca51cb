/**
 * How long a share has been held, by a clock that nobody sets: the machine's time since it was started, which all its processes
 * share. A clock on the wall that jumps forward must not end a hold that has hardly begun, nor one that is put back prolong it.
 * Over a restart of the machine, or where a world has no such clock, the wall's is all there is.
 */

/** What the machine says of itself. */
export interface Uptime {
  /** Another one after each start of the machine. */
  readonly boot: string;
  /** Milliseconds since then. */
  readonly since: number;
}

export interface Lasted {
  /** Milliseconds since the epoch, by the clock on the wall. */
  readonly wall: number;
  readonly boot?: string | undefined;
  readonly uptime?: number | undefined;
  /** Milliseconds that were really held. */
  readonly held: number;
  /** Milliseconds by which the wall's clock had jumped since the look before; 0 for what any clock drifts. */
  readonly jumped: number;
}

/** Less than this (milliseconds) is how clocks are, or how long an attempt may take. */
const usual = 30_000;

/** `began`: when the part of the step began, by the wall's clock. */
export function lasted(before: Lasted | undefined, now: number, uptime: Uptime | undefined, began: number): Lasted {
  const clock = { wall: now, ...(uptime === undefined ? {} : { boot: uptime.boot, uptime: uptime.since }) };
  if (before === undefined) return { ...clock, held: Math.max(0, now - began), jumped: 0 };
  const byWall = now - before.wall;
  const machine =
    uptime !== undefined && before.boot === uptime.boot && before.uptime !== undefined
      ? Math.max(0, uptime.since - before.uptime)
      : undefined;
  const passed = machine ?? Math.max(0, byWall);
  const jump = byWall - passed;
  // The first look counts from the moment that the share was written down as loaded, not from before.
  const most = before.held === 0 && now >= began ? now - began : Number.POSITIVE_INFINITY;
  return { ...clock, held: Math.min(before.held + passed, most), jumped: Math.abs(jump) > usual ? jump : 0 };
}

/** The moment of the write: nothing has been held yet. */
export const heldFrom = (now: number, uptime: Uptime | undefined): Lasted => ({
  wall: now,
  ...(uptime === undefined ? {} : { boot: uptime.boot, uptime: uptime.since }),
  held: 0,
  jumped: 0,
});
