/** Hands a message to a migration and waits until its history shows that it was handled. */
import { type Finding, finding } from '@banyan/core/finding/finding.ts';
import { err, ok, type Result } from '@banyan/core/result.ts';
import type { EventLog } from '../log/log.ts';
import type { Port } from '../port/port.ts';
import type { Event } from '../run/event.ts';
import type { Message } from '../run/message.ts';
import type { Kept } from '../run/turn.ts';

export interface Telling {
  readonly port: Port<Kept, Message>;
  readonly name: string;
  readonly log: EventLog;
  /** Number of the last event that is known. */
  readonly after: number;
  readonly message: Message;
  /** Does not queue behind what runs now. */
  readonly interrupts: boolean;
  /** The event that shows it. */
  readonly shows: (event: Event) => boolean;
}

const handledWithin = 20_000;
const again = 1000;
const lookEvery = 15;

/** An interruption is sent once more when it does not show: it may have met a turn that was just beginning. */
export async function tell(telling: Telling): Promise<Result<void, Finding>> {
  const { port, name, log, message, interrupts } = telling;
  const deadline = Date.now() + handledWithin;
  let sentAt = 0;
  let sent = 0;
  let failure: Finding | undefined;
  while (Date.now() < deadline) {
    if (sent === 0 || failure !== undefined || (interrupts && Date.now() - sentAt > again)) {
      const told = await (interrupts ? port.interrupt(name, message) : port.send(name, message));
      failure = told.ok ? undefined : told.error;
      sentAt = Date.now();
      sent++;
    }
    const events = await log.after(telling.after);
    if (events.some(telling.shows)) return ok(undefined);
    await new Promise((resolve) => {
      setTimeout(resolve, lookEvery);
    });
  }
  return err(failure ?? finding('ENG003', { reason: 'not handled in time' }));
}
