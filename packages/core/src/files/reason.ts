/** Whether the operating system refused something, as opposed to a bug. */
export const isSystemError = (error: unknown): boolean => error instanceof Error && 'syscall' in error;

/** The code of a system error (`ENOSPC`, `EACCES`), or its message. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return 'code' in error && typeof error.code === 'string' ? error.code : error.message;
}
