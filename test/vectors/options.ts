/** Command line of the runner. */
import { parseArgs } from 'node:util';
import { type Mechanism, mechanisms } from '@banyan/gateway/writers/writer.ts';

/** Where requests are answered: by the rules of APISIX, of the target on the converted configuration, by Envoy, or by an Envoy that istiod programs. */
const ways = [
  'semantics',
  'envoy-semantics',
  'istio-semantics',
  'gateway-api-semantics',
  'envoy',
  'istio',
  'gateway-api',
] as const;
export type Through = (typeof ways)[number];

export interface Options {
  readonly file: string;
  readonly through: Through;
  readonly limit: number;
  readonly answers: string | undefined;
  readonly allow: readonly Mechanism[];
  readonly secrets: 'inline' | 'refuse' | undefined;
  readonly family: string | undefined;
  readonly only: string | undefined;
  readonly verbose: boolean;
  readonly lanes: number | undefined;
  readonly every: number;
}

export const usage = `usage: main.ts --file FILE --through semantics|envoy-semantics|istio-semantics|gateway-api-semantics|envoy|istio|gateway-api [--limit N] [--answers OUT] [--allow lua,envoyfilter]...
  --secrets inline|refuse
  --family NAME   only cases of this family
  --case ID       only this case
  --verbose       every difference with its fields
  --lanes N       how many networks with an Envoy each run side by side
  --every N       every Nth case, a sample of all families`;

/** The options, or what is wrong with them. */
export function readOptions(args: readonly string[]): Options | { readonly wrong: string } {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        file: { type: 'string' },
        through: { type: 'string', default: 'semantics' },
        limit: { type: 'string' },
        answers: { type: 'string' },
        allow: { type: 'string', multiple: true, default: [] },
        secrets: { type: 'string' },
        family: { type: 'string' },
        case: { type: 'string' },
        verbose: { type: 'boolean', default: false },
        lanes: { type: 'string' },
        every: { type: 'string', default: '1' },
      },
    });
    const { file } = values;
    const through = ways.find((one) => one === values.through);
    if (file === undefined || file === '') return { wrong: 'FILE is missing' };
    if (through === undefined) return { wrong: `THROUGH is one of ${ways.join(', ')}, not ${values.through}` };
    const asked = values.allow.flatMap((names) => names.split(','));
    const allow = mechanisms.filter((one) => asked.includes(one));
    const unknown = asked.find((name) => !mechanisms.some((one) => one === name));
    if (unknown !== undefined) return { wrong: `ALLOW knows ${mechanisms.join(', ')}, not ${unknown}` };
    const { secrets } = values;
    if (secrets !== undefined && secrets !== 'inline' && secrets !== 'refuse')
      return { wrong: `SECRETS is inline or refuse, not ${secrets}` };
    const limit = values.limit === undefined ? Number.POSITIVE_INFINITY : Number(values.limit);
    if (Number.isNaN(limit) || limit < 1) return { wrong: `LIMIT is a number from 1, not ${values.limit}` };
    return {
      file,
      through,
      limit,
      answers: values.answers,
      allow,
      secrets,
      family: values.family,
      only: values.case,
      verbose: values.verbose,
      lanes: values.lanes === undefined ? undefined : Number(values.lanes),
      every: Math.max(1, Number(values.every)),
    };
  } catch (error) {
    return { wrong: error instanceof Error ? error.message : String(error) };
  }
}
