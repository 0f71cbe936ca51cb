/** Options for sources that run, and what they give. Keys come from files or the environment, never from the command line. */
import { readFileSync } from 'node:fs';
import type { Finding } from '@banyan/core/finding/finding.ts';
import { finding } from '@banyan/core/finding/finding.ts';
import type { Result } from '@banyan/core/result.ts';
import { err, ok } from '@banyan/core/result.ts';
import { options as words } from '@banyan/core/words/options.ts';
import { readAdminApi } from '@banyan/gateway/live/admin.ts';
import { readEtcd } from '@banyan/gateway/live/etcd.ts';
import type { SourceFile } from '@banyan/gateway/readers/reader.ts';
import type { Context, OptionSpec } from '../frame/command.ts';
import { problemWith } from '../frame/input.ts';

export const liveOptions: readonly OptionSpec[] = [
  { flags: '--admin-url <URL>', description: words.adminUrl },
  { flags: '--admin-key-file <FILE>', description: words.adminKeyFile },
  { flags: '--etcd-url <URL>', description: words.etcdUrl },
  { flags: '--etcd-prefix <PREFIX>', description: words.etcdPrefix, fallback: '/apisix' },
  { flags: '--etcd-user <NAME>', description: words.etcdUser },
  { flags: '--etcd-password-file <FILE>', description: words.etcdPasswordFile },
];

/** A secret from the file that an option names, or from the environment; empty when there is neither. */
function secretOf({ options, environment }: Context, option: string, variable: string): Result<string, Finding> {
  const file = options.text(option);
  if (file === undefined) return ok(environment[variable] ?? '');
  const problem = problemWith(file);
  return problem === undefined ? ok(readFileSync(file, 'utf8').trim()) : err(problem);
}

function urlOf({ options }: Context, name: string, flag: string): Result<string | undefined, Finding> {
  const value = options.text(name);
  if (value === undefined) return ok(undefined);
  const parsed = URL.canParse(value) ? new URL(value) : undefined;
  const usable =
    parsed !== undefined && /^https?:$/.test(parsed.protocol) && parsed.username === '' && parsed.password === '';
  if (usable) return ok(value);
  return err(
    finding('CLI005', {
      option: flag,
      value: parsed === undefined ? value : parsed.host,
      allowed: 'http(s)://HOST:PORT',
    }),
  );
}

/** Nothing where no running system was named. */
export async function fetchLive(context: Context): Promise<Result<readonly SourceFile[], Finding>> {
  const admin = urlOf(context, 'adminUrl', '--admin-url');
  if (!admin.ok) return admin;
  if (admin.value !== undefined) {
    const key = secretOf(context, 'adminKeyFile', 'BANYAN_ADMIN_KEY');
    return key.ok ? readAdminApi({ url: admin.value, key: key.value }) : key;
  }
  const etcd = urlOf(context, 'etcdUrl', '--etcd-url');
  if (!etcd.ok) return etcd;
  if (etcd.value === undefined) return ok([]);
  const password = secretOf(context, 'etcdPasswordFile', 'BANYAN_ETCD_PASSWORD');
  if (!password.ok) return password;
  const name = context.options.text('etcdUser');
  const user = name === undefined ? undefined : { name, password: password.value };
  return readEtcd({ url: etcd.value, prefix: context.options.text('etcdPrefix') ?? '/apisix', user });
}
