/** Which routes are converted, which findings are accepted, and for which versions of the target. */
import type { Finding } from '@banyan/core/finding/finding.ts';
import { finding } from '@banyan/core/finding/finding.ts';
import type { Result } from '@banyan/core/result.ts';
import { err, ok } from '@banyan/core/result.ts';
import { options as words } from '@banyan/core/words/options.ts';
import { readAcceptances } from '@banyan/gateway/convert/acceptances.ts';
import type { ConvertOptions } from '@banyan/gateway/convert/convert.ts';
import { readFile } from '@banyan/gateway/convert/input.ts';
import type { Only } from '@banyan/gateway/readers/reader.ts';
import type { Context, OptionSpec } from '../frame/command.ts';
import { problemWith } from '../frame/input.ts';

const targets = ['istio', 'gateway-api', 'envoy'] as const;

export const selectionOptions: readonly OptionSpec[] = [
  { flags: '--only <SELECTOR>', description: words.only, repeatable: true },
  { flags: '--accept <FILE>', description: words.acceptFile },
  ...targets.map((target) => ({ flags: `--${target}-version <VERSION>`, description: words.targetVersion })),
];

type Selection = Pick<ConvertOptions, 'only' | 'accept' | 'versions'>;

export function selectionOf(context: Context): Result<Selection, Finding | readonly Finding[]> {
  const only = onlyOf(context.options.list('only'));
  if (!only.ok) return only;
  const versions = versionsOf(context);
  if (!versions.ok) return versions;
  const accept = acceptOf(context);
  if (!accept.ok) return accept;
  return ok({
    only: only.value,
    versions: versions.value,
    ...(accept.value === undefined ? {} : { accept: accept.value }),
  });
}

function onlyOf(selectors: readonly string[]): Result<readonly Only[], Finding> {
  const all: Only[] = [];
  for (const selector of selectors) {
    const [, kind, rest = ''] = /^(route|host|label)=(.+)$/.exec(selector) ?? [];
    const colon = rest.indexOf(':');
    if (kind === 'route') all.push({ kind, id: rest });
    else if (kind === 'host') all.push({ kind, host: rest });
    else if (kind === 'label' && colon > 0) all.push({ kind, key: rest.slice(0, colon), value: rest.slice(colon + 1) });
    else {
      const allowed = 'route=ID, host=NAME, label=KEY:VALUE';
      return err(finding('CLI005', { option: '--only', value: selector, allowed }));
    }
  }
  return ok(all);
}

/** `gateway-api` is `gatewayApiVersion` among the options. */
const optionOf = (target: string): string =>
  `${target.replaceAll(/-(.)/g, (_, letter: string) => letter.toUpperCase())}Version`;

function versionsOf({ options }: Context): Result<Record<string, string>, Finding> {
  const versions: Record<string, string> = {};
  for (const target of targets) {
    const version = options.text(optionOf(target));
    if (version === undefined) continue;
    if (!/^v?\d+\.\d+(\.\d+)?$/.test(version)) {
      return err(finding('CLI005', { option: `--${target}-version`, value: version, allowed: '1.31, 1.31.2' }));
    }
    versions[target] = version.replace(/^v/, '');
  }
  return ok(versions);
}

function acceptOf(context: Context): Result<Selection['accept'], Finding | readonly Finding[]> {
  const name = context.options.text('accept');
  if (name === undefined) return ok(undefined);
  const problem = problemWith(name);
  if (problem !== undefined) return err(problem);
  const file = readFile(name);
  if (!file.ok) return file;
  const acceptances = readAcceptances(file.value);
  const today = new Date(context.now()).toISOString().slice(0, 10);
  return acceptances.ok ? ok({ acceptances: acceptances.value, today }) : acceptances;
}
