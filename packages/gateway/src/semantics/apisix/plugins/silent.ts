import type { Plugin } from './plugin.ts';

const priorities: Readonly<Record<string, number>> = {
  'proxy-buffering': 21_991,
  'proxy-control': 21_990,
  'proxy-mirror': 1010,
  'server-info': 990,
  datadog: 495,
  lago: 415,
  'loki-logger': 414,
  'elasticsearch-logger': 413,
  loggly: 411,
  'http-logger': 410,
  'splunk-hec-logging': 409,
  'skywalking-logger': 408,
  'google-cloud-logging': 407,
  'sls-logger': 406,
  'tcp-logger': 405,
  'kafka-logger': 403,
  'rocketmq-logger': 402,
  syslog: 401,
  'udp-logger': 400,
  'file-logger': 399,
  'clickhouse-logger': 398,
  'tencent-cloud-cls': 397,
  inspect: 200,
};

/** Plugins that change neither what the client nor what the node sees: logs, copies, and how bytes are held back. */
export const silent: readonly Plugin[] = Object.entries(priorities).map(([name, priority]) => ({
  name,
  priority,
  compile: () => ({}),
}));
