/** `--live OLD_URL NEW_URL`: witnesses go to two running gateways. */
import type { Finding } from '@banyan/core/finding/finding.ts';
import { finding } from '@banyan/core/finding/finding.ts';
import { err, ok, type Result } from '@banyan/core/result.ts';
import { proveWords as words } from '@banyan/core/words/prove.ts';
import { announcedFor } from '@banyan/gateway/prove/announced.ts';
import type { Sides } from '@banyan/gateway/prove/judge.ts';
import { proveLive } from '@banyan/gateway/prove/live/live.ts';
import type { Proof } from '@banyan/gateway/prove/proof.ts';
import type { Context, OptionSpec } from '../frame/command.ts';
import { numbersOf } from './numbers.ts';

export const liveOptions: readonly OptionSpec[] = [
  { flags: '--live <URL...>', description: words.live, repeatable: true },
  { flags: '--rate <N>', description: words.rate, fallback: '50' },
  { flags: '--most <N>', description: words.most, fallback: '2000' },
  { flags: '--unsafe', description: words.unsafe },
];

export async function liveProof(context: Context, sides: Sides): Promise<Result<Proof, Finding>> {
  const { options } = context;
  const urls = options.list('live');
  const [old, fresh] = urls.map(urlOf);
  if (urls.length !== 2 || old === undefined || fresh === undefined)
    return err(
      finding('CLI005', { option: '--live', value: urls.join(' '), allowed: 'http://OLD:PORT http://NEW:PORT' }),
    );
  const numbers = numbersOf(options, ['rate', 'most']);
  if (!numbers.ok) return numbers;
  const announced = announcedFor(sides.target.name);
  const { rate, most } = numbers.value;
  const made = await proveLive(sides, {
    old,
    fresh,
    announced,
    rate: Math.max(1, rate),
    most,
    unsafe: options.flag('unsafe'),
    pause: context.sleep,
    signal: context.interruption(),
  });
  return made.ok ? ok(made.value) : err(finding('PRV002', { url: made.error.url, reason: made.error.reason }));
}

function urlOf(text: string): URL | undefined {
  const url = URL.parse(text);
  return url !== null && /^https?:$/.test(url.protocol) ? url : undefined;
}
