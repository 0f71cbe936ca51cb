import type { Context } from '../context.ts';
import { encodeJson } from '../lua/json.ts';
import { jsonError } from '../lua/json-error.ts';
import { checkSchema } from '../lua/json-schema.ts';
import { isList, numberOf, type Table, textOf, type Value, valueOf } from '../lua/value.ts';
import { textOfBytes } from '@banyan/core/condition/path.ts';
import { parseArguments } from '../request/arguments.ts';
import type { Exit, Plugin } from './plugin.ts';

/**
 * Headers and body against JSON schemas (plugins/request-validation.lua). A JSON body goes on as it was understood:
 * encoded anew, with the defaults of the schema in it.
 */
export const requestValidation: Plugin = {
  name: 'request-validation',
  priority: 2800,
  compile(conf) {
    const status = numberOf(conf['rejected_code']) ?? 400;
    const message = textOf(conf['rejected_msg']);
    const refuse = (problem?: string): Exit => ({ status, body: message ?? problem });
    return {
      rewrite(context) {
        const headers =
          conf['header_schema'] === undefined ? undefined : checkSchema(conf['header_schema'], headersOf(context));
        if (headers !== undefined && 'problem' in headers) return refuse(headers.problem);
        return conf['body_schema'] === undefined ? undefined : checkBody(context, conf, refuse);
      },
    };
  },
};

/** Names in lower case; a repeated header is a list. */
function headersOf(context: Context): Table {
  const found: Record<string, Value> = {};
  for (const { lower, value } of context.exchange.headers) {
    const known = found[lower];
    found[lower] = known === undefined ? value : isList(known) ? [...known, value] : [known, value];
  }
  return found;
}

function checkBody(context: Context, conf: Table, refuse: (problem?: string) => Exit): Exit | undefined {
  const { exchange } = context;
  const { body } = exchange;
  if (body === undefined || body === '' || body.length > (numberOf(conf['max_req_body_size']) ?? 67_108_864))
    return refuse();
  const types = exchange.headers.filter((header) => header.lower === 'content-type');
  if (types.length > 1) return refuse();
  const form = types[0]?.value.toLowerCase().startsWith('application/x-www-form-urlencoded') === true;
  const value = form ? formOf(body) : decode(body);
  if (value === undefined) return refuse(jsonError(body));
  const checked = checkSchema(conf['body_schema'], value);
  if ('problem' in checked) return refuse(checked.problem);
  if (!form) context.body = encodeJson(checked.value);
  return undefined;
}

function formOf(body: string): Table {
  const fields: Record<string, Value> = {};
  for (const [name, values] of parseArguments(body)) fields[name] = values.length === 1 ? (values[0] ?? true) : values;
  return fields;
}

function decode(body: string): Value | undefined {
  if (jsonError(body) !== undefined) return undefined;
  try {
    return valueOf(JSON.parse(textOfBytes(body)));
  } catch {
    // cjson is more lenient than JSON in details (leading zeros); such a body is refused here.
    return undefined;
  }
}
