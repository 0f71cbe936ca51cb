/** The runtime API of HAProxy: one line of commands over its stats socket, one answer. */
import { connect } from 'node:net';
import { type Finding, finding } from '@banyan/core/finding/finding.ts';
import { err, ok, type Result } from '@banyan/core/result.ts';
import { reasonOf } from '../../local/atomic.ts';

/** Milliseconds that an answer may take. */
const patience = 5000;

/** What HAProxy answers; TRF041 when it does not. */
export function askHaproxy(socket: string, command: string, signal: AbortSignal): Promise<Result<string, Finding>> {
  return new Promise((resolve) => {
    const limit = AbortSignal.any([signal, AbortSignal.timeout(patience)]);
    const chunks: Buffer[] = [];
    const asked = connect({ path: socket });
    const fail = (reason: string): void => {
      asked.destroy();
      limit.removeEventListener('abort', aborted);
      resolve(err(finding('TRF041', { program: 'HAProxy', address: socket, reason })));
    };
    const aborted = (): void => fail(signal.aborted ? 'ECANCELED' : 'ETIMEDOUT');
    if (limit.aborted) return aborted();
    limit.addEventListener('abort', aborted, { once: true });
    asked.once('error', (error) => fail(reasonOf(error)));
    asked.on('data', (chunk: Buffer) => chunks.push(chunk));
    asked.once('end', () => {
      limit.removeEventListener('abort', aborted);
      asked.destroy();
      resolve(ok(Buffer.concat(chunks).toString('utf8')));
    });
    // HAProxy closes the connection after the answer to one line.
    asked.write(`${command}\n`);
  });
}

/** Commands that answer with nothing when they are done; anything else is a refusal (TRF042). */
export async function tellHaproxy(
  socket: string,
  commands: readonly string[],
  signal: AbortSignal,
): Promise<Result<void, Finding>> {
  for (const command of commands) {
    const answer = await askHaproxy(socket, command, signal);
    if (!answer.ok) return answer;
    const said = answer.value.trim();
    if (said !== '') return err(finding('TRF042', { command: command.slice(0, 80), answer: said.slice(0, 300) }));
  }
  return ok(undefined);
}
