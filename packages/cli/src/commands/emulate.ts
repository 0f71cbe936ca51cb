/** `banyan emulate SOURCE`: serves a configuration as its gateway would, until it is interrupted. */
import type { ExitCode } from '@banyan/core/exit.ts';
import { exit } from '@banyan/core/exit.ts';
import { table } from '@banyan/core/terminal/table.ts';
import { emulateWords } from '@banyan/core/words/emulate.ts';
import { examples } from '@banyan/core/words/examples.ts';
import { options } from '@banyan/core/words/options.ts';
import { summaries } from '@banyan/core/words/summaries.ts';
import type { Emulator } from '@banyan/gateway/emulate/start.ts';
import { startEmulator } from '@banyan/gateway/emulate/start.ts';
import type { Command, Context } from '../frame/command.ts';
import { problemWith } from '../frame/input.ts';
import { listenOf } from '../frame/listen.ts';
import { fail, printError } from '../render/error.ts';
import { exitOfFailure } from '../verbs/failure.ts';

export const emulate: Command = {
  name: 'emulate',
  summary: summaries.emulate,
  arguments: [{ name: 'SOURCE', description: options.source }],
  options: [
    { flags: '--config <FILE>', description: options.config },
    { flags: '--listen <ADDR:PORT>', description: options.emulateListen },
    { flags: '--grpc-listen <ADDR:PORT>', description: options.grpcListen },
    { flags: '--metrics-listen <ADDR:PORT>', description: options.metricsListen },
  ],
  examples: [{ line: 'banyan emulate apisix.yaml --listen 127.0.0.1:9080', description: examples.emulate }],
  async run(context): Promise<ExitCode> {
    const { options } = context;
    const listen = listenOf('--listen', options.text('listen'));
    const grpc = listenOf('--grpc-listen', options.text('grpcListen'));
    const metrics = listenOf('--metrics-listen', options.text('metricsListen'));
    for (const one of [listen, grpc, metrics]) if (!one.ok) return fail(context, one.error, exit.usage);
    if (!listen.ok || !grpc.ok || !metrics.ok) return exit.usage;
    const config = options.text('config');
    const files = [...context.arguments, ...(config === undefined ? [] : [config])];
    const problem = files.map((file) => problemWith(file)).find((found) => found !== undefined);
    if (problem !== undefined) return fail(context, problem, exit.usage);
    const plain = [listen.value, grpc.value].filter((one) => one !== undefined);
    const stop = context.interruption();
    const started = await startEmulator({
      files,
      environment: context.environment,
      ...(plain.length === 0 ? {} : { listen: plain }),
      ...(metrics.value === undefined ? {} : { metrics: metrics.value }),
      now: context.now,
      onFinding: (found) => printError(found, { world: context, locale: context.locale, format: context.format }),
    });
    if (!started.ok) return fail(context, started.error, exitOfFailure(started.error));
    announce(context, started.value);
    await aborted(stop);
    await started.value.stop();
    return stop.reason === 'SIGTERM' ? exit.done : exit.interrupted;
  },
};

/** The addresses are data: a program that starts an emulator reads them from the first line of `-o json`. */
function announce(context: Context, { addresses }: Emulator): void {
  if (context.format === 'json') {
    context.stdout.write(`${JSON.stringify(addresses)}\n`);
    return;
  }
  const rows = [
    ...addresses.http.map((at) => ['http', hostPort(at)]),
    ...addresses.https.map((at) => ['https', hostPort(at)]),
    ['metrics', `http://${hostPort(addresses.metrics)}${addresses.metrics.path}`],
  ];
  context.stdout.write(`${table(rows).join('\n')}\n`);
  context.stderr.write(`${emulateWords.ready[context.locale]}\n`);
}

const hostPort = ({ address, port }: { readonly address: string; readonly port: number }): string =>
  address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`;

const aborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
