/**
 * The plugins that write a line for each request: they differ in where it goes, not in what it says (`apisix/plugins/*-logger.lua`,
 * `apisix/utils/log-util.lua`). The format of the plugin counts, then that of its metadata, then the source's own.
 */
import type { Node } from '@banyan/core/document/node.ts';
import { child } from '@banyan/core/document/values.ts';
import type { Template } from '../../../model/base.ts';
import { anything } from '../schema/shape.ts';
import { textOf } from '../typed.ts';
import { booleanField } from './fields.ts';
import type { PluginReader } from './reader.ts';
import { templateOf } from './template.ts';

const names = [
  'file-logger',
  'http-logger',
  'tcp-logger',
  'udp-logger',
  'syslog',
  'kafka-logger',
  'rocketmq-logger',
  'loki-logger',
  'elasticsearch-logger',
  'clickhouse-logger',
  'splunk-hec-logging',
  'loggly',
  'skywalking-logger',
  'google-cloud-logging',
  'sls-logger',
  'tencent-cloud-cls',
] as const;

/** Members of a line that are texts; deeper ones are read no further. */
function membersOf(format: Node | undefined): readonly (readonly [string, Template])[] | undefined {
  if (format?.kind !== 'object' || format.entries.size === 0) return undefined;
  return Array.from(format.entries).flatMap(([name, value]): (readonly [string, Template])[] => {
    const text = textOf(value);
    return text === undefined ? [] : [[name, templateOf(text)]];
  });
}

const bodies = ['include_req_body', 'include_resp_body'] as const;

const logger = (name: string): PluginReader => ({
  name,
  shape: anything,
  read(use, reading) {
    const { node } = use;
    const metadata = reading.objects.plugin_metadata.get(name)?.node;
    if (metadata !== undefined) reading.used.add(metadata);
    const left = [
      ...bodies.filter((field) => booleanField(node, field, false)),
      ...(child(node, 'match') === undefined ? [] : ['match']),
    ];
    const format = membersOf(child(node, 'log_format')) ?? membersOf(child(metadata, 'log_format'));
    return [{ kind: 'write-log', origin: name, sources: [node], format, left }];
  },
});

export const loggers: readonly PluginReader[] = names.map(logger);
