import { addResponseHeader, type Context, setResponseHeader } from '../context.ts';
import { pattern } from '../lua/pattern.ts';
import { numberText } from '../lua/number.ts';
import { listOf, numberOf, type Table, tableOf, textOf, textsOf, type Value } from '../lua/value.ts';
import { firstHeader } from '../request/headers.ts';
import type { Plugin } from './plugin.ts';

/**
 * Cross-origin headers (plugins/cors.lua). Every OPTIONS request is answered with 200, whether it is a preflight or not.
 */
export const cors: Plugin = {
  name: 'cors',
  priority: 4000,
  compile(conf, { gateway }) {
    const origins = textOf(conf['allow_origins']) ?? '*';
    const named =
      conf['allow_origins_by_metadata'] === undefined ? undefined : textsOf(conf['allow_origins_by_metadata']);
    const expression = anyOf(conf['allow_origins_by_regex']);
    const timing = textOf(conf['timing_allow_origins']);
    const timingExpression = anyOf(conf['timing_allow_origins_by_regex']);
    const known = tableOf(gateway.metadata.get('cors')?.['allow_origins']);
    const byName = (origin: string | undefined) => (named === undefined ? undefined : byMetadata(named, known, origin));
    return {
      rewrite(context) {
        context.notes.set('cors', firstHeader(context.exchange.headers, 'origin'));
        return context.exchange.method === 'OPTIONS' ? { status: 200 } : undefined;
      },
      header(context) {
        // A name that the metadata lacks is an error in the middle of the answer: the connection is closed.
        if (known !== undefined && named?.some((name) => known[name] === undefined) === true)
          context.notes.set('broken', true);
        const noted = context.notes.get('cors');
        const origin = typeof noted === 'string' ? noted : undefined;
        let allowed = named === undefined ? undefined : byName(origin);
        const ownList = named === undefined || (!fits(origin, allowed) && origins !== '*');
        if (ownList) allowed = expression === undefined ? allowedBy(origins, origin) : matchedBy(expression, origin);
        if (!fits(origin, allowed)) allowed = byName(origin);
        if (origins !== '*') addResponseHeader(context, 'Vary', 'Origin');
        if (allowed !== undefined) allow(context, conf, allowed);
        const seen =
          timingExpression === undefined
            ? timing === undefined
              ? undefined
              : allowedBy(timing, origin)
            : matchedBy(timingExpression, origin);
        if (seen !== undefined && fits(origin, seen)) setResponseHeader(context, 'Timing-Allow-Origin', seen);
      },
    };
  },
};

const fits = (origin: string | undefined, allowed: string | undefined): boolean =>
  origin === allowed || allowed === '*';

/** One origin is sent as it is, whoever asks; of several only the one that asks. `**` is whoever asks. */
function allowedBy(written: string, origin: string | undefined): string | undefined {
  const origins = written === '**' ? (origin ?? '*') : written;
  if (!origins.includes(',')) return origins;
  return origin !== undefined && origins.split(',').includes(origin) ? origin : undefined;
}

function byMetadata(
  names: readonly string[],
  known: Table | undefined,
  origin: string | undefined,
): string | undefined {
  for (const name of names) {
    const written = textOf(known?.[name]);
    if (written !== undefined && fits(origin, allowedBy(written, origin))) return origin;
  }
  return undefined;
}

const anyOf = (value: Value | undefined): string | undefined =>
  value === undefined
    ? undefined
    : listOf(value)
        .filter((one) => typeof one === 'string')
        .join('|');

const matchedBy = (expression: string, origin: string | undefined): string | undefined =>
  origin !== undefined && pattern(expression)?.test(origin) === true ? origin : undefined;

const everyMethod = 'GET,POST,PUT,DELETE,PATCH,HEAD,OPTIONS,CONNECT,TRACE';

function allow(context: Context, conf: Table, origin: string): void {
  const methods = textOf(conf['allow_methods']) ?? '*';
  const headers = textOf(conf['allow_headers']) ?? '*';
  const exposed = textOf(conf['expose_headers']) ?? '';
  setResponseHeader(context, 'Access-Control-Allow-Origin', origin);
  setResponseHeader(context, 'Access-Control-Allow-Methods', methods === '**' ? everyMethod : methods);
  setResponseHeader(context, 'Access-Control-Max-Age', numberText(numberOf(conf['max_age']) ?? 5));
  if (exposed !== '') setResponseHeader(context, 'Access-Control-Expose-Headers', exposed);
  const asked = firstHeader(context.exchange.headers, 'access-control-request-headers');
  setResponseHeader(context, 'Access-Control-Allow-Headers', headers === '**' ? asked : headers);
  if (conf['allow_credential'] === true) setResponseHeader(context, 'Access-Control-Allow-Credentials', 'true');
}
