/** The emulator's process: `node emulator.ts FOLDER PORT METRICS-PORT FILE...`. Writes `ready` when it serves. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { startEmulator } from '@banyan/gateway/emulate/start.ts';

const [folder = '', port = '', metrics = '', ...files] = process.argv.slice(2);
const say = (line: string): void => {
  process.stderr.write(`${new Date().toISOString()} ${line}\n`);
};
const loopback = '127.0.0.1';
const started = await startEmulator({
  files,
  environment: process.env,
  listen: [{ address: loopback, port: Number(port) }],
  listenTls: [],
  metrics: { address: loopback, port: Number(metrics) },
  onFinding: ({ code, params }) => say(`${code} ${JSON.stringify(params)}`),
  onDefect: (error) => say(error instanceof Error ? (error.stack ?? error.message) : String(error)),
});
if (started.ok) {
  writeFileSync(join(folder, 'ready'), `${process.pid}\n`);
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.on(signal, () => void started.value.stop().then(() => process.exit(0)));
  }
} else {
  say(`${started.error.code} ${JSON.stringify(started.error.params)}`);
  process.exitCode = 3;
}
