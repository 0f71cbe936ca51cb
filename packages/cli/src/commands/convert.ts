/** `banyan convert SOURCE --to TARGET -o DIR`: the configuration of the new gateway, and the account of the old one. */
import type { ExitCode } from '@banyan/core/exit.ts';
import { exit } from '@banyan/core/exit.ts';
import type { Level } from '@banyan/core/finding/define.ts';
import type { Finding } from '@banyan/core/finding/finding.ts';
import { finding } from '@banyan/core/finding/finding.ts';
import type { Result } from '@banyan/core/result.ts';
import { err, ok } from '@banyan/core/result.ts';
import { examples } from '@banyan/core/words/examples.ts';
import { options as words } from '@banyan/core/words/options.ts';
import { summaries } from '@banyan/core/words/summaries.ts';
import type { Conversion, ConvertOptions } from '@banyan/gateway/convert/convert.ts';
import type { SourceFile } from '@banyan/gateway/readers/reader.ts';
import { convert as make } from '@banyan/gateway/convert/convert.ts';
import { sourceFormats } from '@banyan/gateway/readers/list.ts';
import { layouts } from '@banyan/gateway/writers/envoy/delivery.ts';
import { profiles } from '@banyan/gateway/writers/gateway-api/profile.ts';
import { mechanisms } from '@banyan/gateway/writers/writer.ts';
import { writeConversion } from '@banyan/gateway/convert/output.ts';
import { fingerprintOf } from '@banyan/gateway/convert/fingerprint.ts';
import { findingJson } from '@banyan/gateway/convert/report.ts';
import { liveOptions } from '../convert/live.ts';
import { report, reportOptions } from '../convert/report.ts';
import { selectionOf, selectionOptions } from '../convert/selection.ts';
import { sourcesOf } from '../convert/sources.ts';
import type { Command, Context } from '../frame/command.ts';
import { namingOf } from '../convert/naming.ts';
import { listenOf } from '../frame/listen.ts';
import { conversionLines } from '../render/conversion.ts';
import { fail } from '../render/error.ts';
import { exitOfFailure } from '../verbs/failure.ts';

export const convert: Command = {
  name: 'convert',
  summary: summaries.convert,
  arguments: [{ name: 'SOURCE', description: words.sources, many: true, optional: true }],
  options: [
    { flags: '--to <TARGET>', description: words.to, mandatory: true },
    { flags: '-o, --output <DIR|json|text>', description: words.directory, repeatable: true, mandatory: true },
    { flags: '--from <FORM>', description: words.from, choices: sourceFormats },
    ...liveOptions,
    { flags: '--listen <ADDR:PORT>', description: words.listen },
    { flags: '--allow <MECHANISM>', description: words.allow, choices: mechanisms, repeatable: true },
    { flags: '--secrets <POLICY>', description: words.secrets, choices: ['inline', 'refuse'] },
    { flags: '--unsupported <POLICY>', description: words.unsupported, fallback: 'close' },
    { flags: '--layout <LAYOUT>', description: words.layout, choices: layouts },
    { flags: '--profile <PROFILE>', description: words.profile, choices: profiles },
    { flags: '--namespace <NAME>', description: words.namespace },
    { flags: '--name-prefix <TEXT>', description: words.namePrefix },
    { flags: '--label <KEY=VALUE>', description: words.label, repeatable: true },
    { flags: '--ledger <FORM>', description: words.ledger, choices: ['full', 'count'], fallback: 'full' },
    { flags: '--fail-on <LEVEL>', description: words.failOn, choices: ['error', 'warning', 'info'] },
    { flags: '--config <FILE>', description: words.config },
    ...selectionOptions,
    ...reportOptions,
    { flags: '--all', description: words.all },
  ],
  ownOutput: true,
  examples: [
    { line: 'banyan convert apisix.yaml --to envoy -o out', description: examples.convert },
    {
      line: 'banyan convert apisix.yaml --to envoy -o out -o json --fail-on warning',
      description: examples.convertStrict,
    },
  ],
  async run(context): Promise<ExitCode> {
    const asked = await read(context);
    if (!asked.ok) return fail(context, asked.error, worst(asked.error));
    const { sources, folder, options } = asked.value;
    const converted = make(sources, options);
    if (!converted.ok) return fail(context, converted.error, exit.usage);
    const written = writeConversion(folder, converted.value);
    if (!written.ok) return fail(context, written.error, exitOfFailure(written.error));
    const reported = report(context, converted.value, () => told(context, folder, converted.value));
    if (!reported.ok) return fail(context, reported.error, exitOfFailure(reported.error));
    context.stdout.write(reported.value);
    return converted.value.exitCode;
  },
};

interface Asked {
  readonly sources: readonly SourceFile[];
  readonly folder: string;
  readonly options: ConvertOptions;
}

/** Options and files; the first thing that is wrong with them. */
async function read(context: Context): Promise<Result<Asked, Finding | readonly Finding[]>> {
  const { options } = context;
  const folder = options.list('output').find((value) => value !== 'json' && value !== 'text');
  if (folder === undefined) return err(finding('CLI004', { option: '-o DIR', command: 'banyan convert' }));
  const listen = listenOf('--listen', options.text('listen'));
  if (!listen.ok) return listen;
  const unsupported = unsupportedOf(options.text('unsupported') ?? 'close');
  if (!unsupported.ok) return unsupported;
  const selection = selectionOf(context);
  if (!selection.ok) return selection;
  const sources = await sourcesOf(context);
  if (!sources.ok) return sources;
  const naming = namingOf(options);
  if (!naming.ok) return naming;
  const layout = layouts.find((one) => one === options.text('layout'));
  if (layout !== undefined && options.text('to') !== 'envoy')
    return err(finding('CLI005', { option: '--layout', value: layout, allowed: '--to envoy' }));
  const secrets = options.text('secrets');
  const failOn = levelOf(options.text('failOn'));
  const from = options.text('from');
  return ok({
    sources: sources.value,
    folder,
    options: {
      to: options.text('to') ?? '',
      environment: context.environment,
      allow: new Set(mechanisms.filter((one) => options.list('allow').includes(one))),
      ...(secrets === 'inline' || secrets === 'refuse' ? { secrets } : {}),
      unsupported: unsupported.value,
      ...(layout === undefined ? {} : { layout }),
      listen: listen.value,
      ...naming.value,
      ledger: options.text('ledger') === 'count' ? 'count' : 'full',
      ...(failOn === undefined ? {} : { failOn }),
      ...(from === undefined ? {} : { from }),
      ...selection.value,
    },
  });
}

/** Input of the user's own, or a system that cannot be reached. */
const worst = (found: Finding | readonly Finding[]): ExitCode => {
  const [first] = 'code' in found ? [found] : found;
  return first === undefined ? exit.usage : exitOfFailure(first);
};

function unsupportedOf(text: string): Result<NonNullable<ConvertOptions['unsupported']>, Finding> {
  if (text === 'close') return ok('close');
  const [, host, port] = /^keep-old=\[?([^\]]+?)\]?:(\d{1,5})$/.exec(text) ?? [];
  if (host === undefined || Number(port) > 65_535 || Number(port) === 0) {
    return err(finding('CLI005', { option: '--unsupported', value: text, allowed: 'close, keep-old=HOST:PORT' }));
  }
  return ok({ keepOld: { host, port: Number(port) } });
}

const levelOf = (text: string | undefined): Level | undefined =>
  text === 'error' || text === 'warning' || text === 'info' ? text : undefined;

function told(context: Context, folder: string, { summary, findings: all, files, door, material }: Conversion): string {
  const findings = all.filter((found) => !material.accepted.has(fingerprintOf(found)));
  if (context.format === 'json') {
    const value = { folder, door, files: files.map(({ path }) => path), summary, findings: all.map(findingJson) };
    return `${JSON.stringify(value, null, 2)}\n`;
  }
  const { locale, colours, stdout, options, directory } = context;
  const layout = { locale, colours, columns: Math.min(stdout.columns, 120), all: options.flag('all'), directory };
  const [, keepOld] = /^keep-old=(.*)$/.exec(options.text('unsupported') ?? '') ?? [];
  const accepted = all.length - findings.length;
  return `${conversionLines({ summary, findings, accepted, folder, keepOld, door }, layout).join('\n')}\n`;
}
