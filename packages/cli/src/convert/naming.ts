/** How objects of Kubernetes are named, and of which kinds they are: options that targets without objects do not look at. */
import { finding, type Finding } from '@banyan/core/finding/finding.ts';
import { err, ok, type Result } from '@banyan/core/result.ts';
import type { ConvertOptions } from '@banyan/gateway/convert/convert.ts';
import { profiles } from '@banyan/gateway/writers/gateway-api/profile.ts';
import type { Options } from '../frame/command.ts';

type Naming = Pick<ConvertOptions, 'namespace' | 'namePrefix' | 'labels' | 'profile'>;

const name = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;
const prefix = /^[a-z0-9][a-z0-9-]{0,30}$/;
/** Keys may have a domain in front. */
const label =
  /^((?:[a-z0-9.-]+\/)?[A-Za-z0-9](?:[A-Za-z0-9_.-]{0,61}[A-Za-z0-9])?)=((?:[A-Za-z0-9](?:[A-Za-z0-9_.-]{0,61}[A-Za-z0-9])?)?)$/;

/** The first that Kubernetes would refuse is an error. */
export function namingOf(options: Options): Result<Naming, Finding> {
  const namespace = options.text('namespace');
  if (namespace !== undefined && !name.test(namespace))
    return wrong('--namespace', namespace, 'a-z, 0-9 and - (63 at most)');
  const namePrefix = options.text('namePrefix');
  if (namePrefix !== undefined && !prefix.test(namePrefix))
    return wrong('--name-prefix', namePrefix, 'a-z, 0-9 and - (31 at most)');
  const labels = new Map<string, string>();
  for (const text of options.list('label')) {
    const [, key, value] = label.exec(text) ?? [];
    if (key === undefined || value === undefined) return wrong('--label', text, 'KEY=VALUE');
    labels.set(key, value);
  }
  const profile = profiles.find((one) => one === options.text('profile'));
  return ok({
    ...(profile === undefined ? {} : { profile }),
    ...(namespace === undefined ? {} : { namespace }),
    ...(namePrefix === undefined ? {} : { namePrefix }),
    ...(labels.size === 0 ? {} : { labels }),
  });
}

const wrong = (option: string, value: string, allowed: string): Result<never, Finding> =>
  err(finding('CLI005', { option, value, allowed }));
