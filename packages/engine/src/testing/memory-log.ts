/** A history in memory, with the rules of the file: see log/log.ts. */
import type { EventLog } from '../log/log.ts';
import type { Event } from '../run/event.ts';

export interface MemoryLog extends EventLog {
  readonly events: readonly Event[];
}

export function memoryLog(): MemoryLog {
  const events: Event[] = [];
  return {
    events,
    after: async (seq) => events.filter((event) => event.seq > seq),
    async append(added) {
      const [first] = added;
      if (first === undefined) return { kind: 'kept' };
      const present = events.filter(({ seq }) => seq >= first.seq);
      if (present.some((event, index) => JSON.stringify(event) !== JSON.stringify(added[index]))) {
        return { kind: 'missed', events: present };
      }
      events.push(...added.slice(present.length));
      return { kind: 'kept' };
    },
  };
}
