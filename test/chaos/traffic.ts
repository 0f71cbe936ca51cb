/** Requests to every migration's door at a steady rate, and what became of them. */
import { Agent, request } from 'node:http';

interface Door {
  readonly port: number;
  readonly path: string;
}

export interface Traffic {
  readonly doors: Map<string, Door>;
  /** Requests that got no answer at all. */
  lost(): number;
  /** Answers of class 5xx that no gateway meant, with the door they came through and when. */
  failed(): readonly string[];
  sent(): number;
  stop(): Promise<void>;
}

/** What a gateway that fails on purpose says of itself; the edge's own failures lack it. */
export const meant = { 'x-chaos': 'meant' } as const;

/** `rate` requests a second to each door. */
export function startTraffic(rate: number): Traffic {
  const doors = new Map<string, Door>();
  const agent = new Agent({ keepAlive: true, maxSockets: 64 });
  let sent = 0;
  let lost = 0;
  const failed: string[] = [];
  /** Requests under way. */
  const open = new Set<object>();
  const one = ({ port, path }: Door): void => {
    sent++;
    const ticket = {};
    open.add(ticket);
    const asked = request({ host: '127.0.0.1', port, path, agent }, (answer) => {
      const status = answer.statusCode ?? 0;
      if (status >= 500 && answer.headers['x-chaos'] === undefined) {
        failed.push(`${path}: ${status} at ${new Date().toISOString()}`);
      }
      answer.resume();
      answer.on('close', () => open.delete(ticket));
    });
    asked.on('error', () => {
      lost++;
      open.delete(ticket);
    });
    asked.end();
  };
  const timer = setInterval(() => {
    for (const door of doors.values()) one(door);
  }, 1000 / rate);
  return {
    doors,
    sent: () => sent,
    lost: () => lost,
    failed: () => failed,
    async stop() {
      clearInterval(timer);
      const deadline = Date.now() + 5000;
      while (open.size > 0 && Date.now() < deadline) await pause(20);
      agent.destroy();
    },
  };
}

export const pause = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve, milliseconds);
  });
