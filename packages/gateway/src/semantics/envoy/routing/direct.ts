import { type Data, flag, inlineText, number, table, text } from '../data.ts';
import type { Stream } from '../stream.ts';
import { format } from '../text/format.ts';

/** A `DirectResponseAction`. */
export interface Direct {
  readonly status: number;
  readonly body: (stream: Stream) => string;
  readonly contentType: string | undefined;
}

export function compileDirect(direct: Data): Direct {
  const source = table(direct, 'body');
  const own = inlineText(source) ?? '';
  const made = table(direct, 'body_format');
  const contentType = made === undefined ? undefined : text(made, 'content_type');
  const body = made === undefined ? undefined : bodyFormat(made);
  return {
    status: number(direct, 'status') ?? 200,
    contentType,
    body: (stream) => {
      if (source !== undefined && inlineText(source) === undefined) stream.notCovered('direct_response.body');
      stream.localBody = own;
      return body === undefined ? own : body(stream);
    },
  };
}

/** A `SubstitutionFormatString`; undefined when it is of a kind that is not known. */
export function bodyFormat(made: Data): ((stream: Stream) => string) | undefined {
  const source = text(made, 'text_format') ?? inlineText(table(made, 'text_format_source'));
  if (source !== undefined) return format(source, flag(made, 'omit_empty_values') === true ? '' : '-');
  const json = table(made, 'json_format');
  return json === undefined ? undefined : jsonFormat(json);
}

/** A JSON object whose texts are formats; a text that is one operator keeps the type of numbers. */
function jsonFormat(json: Data): (stream: Stream) => string {
  const compiled = Object.entries(json).map(([name, value]) => {
    if (typeof value !== 'string') return [name, () => value] as const;
    const write = format(value, '\u0000');
    const numeric = value === '%RESPONSE_CODE%';
    return [
      name,
      (stream: Stream) => {
        const written = write(stream);
        if (written === '\u0000') return null;
        return numeric ? Number(written) : written.replaceAll('\u0000', '-');
      },
    ] as const;
  });
  return (stream) => {
    const entries = compiled.map(([name, write]) => [name, write(stream)] as const);
    const sorted = entries.toSorted(([one], [other]) => (one < other ? -1 : 1));
    return `${JSON.stringify(Object.fromEntries(sorted))}\n`;
  };
}
