/** Exit codes of every command; they depend neither on the language nor on `-o`. */
export const exit = {
  /** Done, or detached from something that goes on. */
  done: 0,
  /** The answer is no: findings at or above the threshold, rolled back. */
  no: 1,
  /** Usage, or input that cannot be read. */
  usage: 2,
  /** The environment: a missing program, a taken port, a full disk, a data directory of another version. */
  environment: 3,
  /** Waiting for a human. */
  waiting: 4,
  /** A bug in Banyan (EX_SOFTWARE of sysexits.h). */
  bug: 70,
  /** Interrupted (SIGINT). */
  interrupted: 130,
} as const;

export type ExitCode = (typeof exit)[keyof typeof exit];
