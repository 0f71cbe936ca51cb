/** Ends supervisor, worker and engine of a data directory. Data planes are left alone. */
import { type Finding, finding } from '@banyan/core/finding/finding.ts';
import { err, ok, type Result } from '@banyan/core/result.ts';
import { layout } from '../data/layout.ts';
import { serverMarks } from '../restate/server.ts';
import { living } from './ensure.ts';
import { endAll } from './orphans.ts';
import { workerMarks } from './supervise.ts';

const within = 15_000;

/** Nothing to end is no failure; what a killed supervisor left behind is ended too. */
export async function stopSupervisor(folder: string): Promise<Result<void, Finding>> {
  const deadline = Date.now() + within;
  for (let state = await living(folder); state !== undefined; state = await living(folder)) {
    if (Date.now() > deadline) {
      const log = layout(folder).supervisorLog;
      return err(finding('ENG002', { folder, reason: `process ${state.pid} does not end`, log }));
    }
    try {
      process.kill(state.pid, 'SIGTERM');
    } catch {
      // It went by itself between the look and the signal.
    }
    await new Promise((resolve) => {
      setTimeout(resolve, 50);
    });
  }
  await endAll(workerMarks(folder));
  await endAll(serverMarks(layout(folder).restate));
  return ok(undefined);
}
