import { parseJson } from '../request/body.ts';
import { isList, numberOf, type Table, tableOf, textOf, textsOf, type Value } from '../lua/value.ts';
import type { Exit, Plugin } from './plugin.ts';

/** Labels of the consumer, allowed or denied (plugins/acl.lua). A label is a JSON list, a list with commas, or one word. */
export const acl: Plugin = {
  name: 'acl',
  priority: 2410,
  compile(conf) {
    const refuse: Exit = {
      status: numberOf(conf['rejected_code']) ?? 403,
      body: { message: textOf(conf['rejected_msg']) ?? 'The consumer is forbidden.' },
    };
    return {
      access({ consumer }) {
        if (consumer === undefined) return { status: 401, body: { message: 'Missing authentication.' } };
        const has = (wanted: Value | undefined): boolean => contains(tableOf(wanted) ?? {}, consumer.labels ?? {});
        if (conf['deny_labels'] !== undefined && has(conf['deny_labels'])) return refuse;
        return conf['allow_labels'] !== undefined && !has(conf['allow_labels']) ? refuse : undefined;
      },
    };
  },
};

const contains = (wanted: Table, labels: Table): boolean =>
  Object.entries(wanted).some(([name, values]) => {
    const own = valuesOf(labels[name]);
    return textsOf(values).some((value) => own.includes(value));
  });

function valuesOf(label: Value | undefined): readonly string[] {
  if (isList(label)) return textsOf(label);
  if (typeof label !== 'string') return [];
  if (label.startsWith('[')) return textsOf(parseJson(label));
  return label.includes(',') ? label.split(/\s*,\s*/) : [label];
}
