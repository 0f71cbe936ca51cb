/**
 * Every plugin that comes with APISIX 3.18: when it acts and what leaving it out would mean (`apisix/plugins/*.lua`: priority
 * and phases; `apisix/cli/config.lua`: which are enabled by default). Within a phase the higher priority acts first.
 */

export type Phase = 'rewrite' | 'access' | 'before_proxy' | 'header_filter' | 'body_filter' | 'log';

/**
 * `protection`: leaving it out would open what it guards or let through what it stops; custom code counts as one, because
 * nobody can tell. `answer`: answers would differ. `observation`: no answer differs.
 */
export type Effect = 'protection' | 'answer' | 'observation';

export interface KnownPlugin {
  readonly priority: number;
  /** The first phase in which it acts. */
  readonly phase: Phase;
  readonly effect: Effect;
  /** Loaded although the static configuration does not name it. */
  readonly enabled: boolean;
}

type Row = readonly [name: string, priority: number, phase: Phase, effect: Effect, enabled?: 'disabled'];

const rows: readonly Row[] = [
  ['real-ip', 23000, 'rewrite', 'answer'],
  ['exit-transformer', 22950, 'rewrite', 'answer', 'disabled'],
  ['ai', 22900, 'log', 'answer'],
  ['client-control', 22000, 'rewrite', 'protection'],
  ['proxy-buffering', 21991, 'rewrite', 'observation'],
  ['proxy-control', 21990, 'rewrite', 'observation'],
  ['request-id', 12015, 'rewrite', 'answer'],
  ['zipkin', 12011, 'rewrite', 'observation'],
  ['skywalking', 12010, 'rewrite', 'observation', 'disabled'],
  ['opentelemetry', 12009, 'rewrite', 'observation', 'disabled'],
  ['ext-plugin-pre-req', 12000, 'rewrite', 'protection'],
  ['fault-injection', 11000, 'rewrite', 'protection'],
  ['mocking', 10900, 'access', 'protection'],
  ['serverless-pre-function', 10000, 'rewrite', 'protection'],
  ['batch-requests', 4010, 'log', 'answer', 'disabled'],
  ['cors', 4000, 'rewrite', 'answer'],
  ['ip-restriction', 3000, 'access', 'protection'],
  ['ua-restriction', 2999, 'access', 'protection'],
  ['referer-restriction', 2990, 'access', 'protection'],
  ['csrf', 2980, 'access', 'protection'],
  ['uri-blocker', 2900, 'rewrite', 'protection'],
  ['request-validation', 2800, 'rewrite', 'protection'],
  ['chaitin-waf', 2700, 'access', 'protection'],
  ['multi-auth', 2600, 'rewrite', 'protection'],
  ['openid-connect', 2599, 'rewrite', 'protection'],
  ['saml-auth', 2598, 'rewrite', 'protection'],
  ['cas-auth', 2597, 'access', 'protection'],
  ['authz-casbin', 2560, 'rewrite', 'protection'],
  ['authz-casdoor', 2559, 'access', 'protection'],
  ['wolf-rbac', 2555, 'rewrite', 'protection'],
  ['ldap-auth-advanced', 2541, 'rewrite', 'protection'],
  ['ldap-auth', 2540, 'rewrite', 'protection'],
  ['hmac-auth', 2530, 'rewrite', 'protection'],
  ['basic-auth', 2520, 'rewrite', 'protection'],
  ['jwt-auth', 2510, 'rewrite', 'protection'],
  ['jwe-decrypt', 2509, 'rewrite', 'protection'],
  ['key-auth', 2500, 'rewrite', 'protection'],
  ['dingtalk-auth', 2430, 'rewrite', 'protection'],
  ['feishu-auth', 2420, 'rewrite', 'protection'],
  ['acl', 2410, 'access', 'protection'],
  ['consumer-restriction', 2400, 'access', 'protection'],
  ['attach-consumer-label', 2399, 'before_proxy', 'answer'],
  ['forward-auth', 2002, 'access', 'protection'],
  ['opa', 2001, 'access', 'protection'],
  ['authz-keycloak', 2000, 'access', 'protection'],
  ['data-mask', 1500, 'log', 'observation'],
  ['error-log-logger', 1091, 'log', 'observation', 'disabled'],
  ['proxy-cache', 1085, 'access', 'answer'],
  ['body-transformer', 1080, 'rewrite', 'answer'],
  ['ai-request-rewrite', 1073, 'access', 'answer'],
  ['ai-prompt-guard', 1072, 'access', 'protection'],
  ['ai-prompt-template', 1071, 'rewrite', 'answer'],
  ['ai-prompt-decorator', 1070, 'rewrite', 'answer'],
  ['ai-rag', 1060, 'access', 'answer'],
  ['ai-proxy-multi', 1041, 'access', 'answer'],
  ['ai-proxy', 1040, 'access', 'answer'],
  ['ai-cache', 1035, 'access', 'answer'],
  ['ai-aws-content-moderation', 1031, 'access', 'protection'],
  ['ai-rate-limiting', 1030, 'access', 'protection'],
  ['ai-aliyun-content-moderation', 1029, 'access', 'protection'],
  ['ai-lakera-guard', 1028, 'access', 'protection'],
  ['proxy-mirror', 1010, 'rewrite', 'answer'],
  ['graphql-proxy-cache', 1009, 'access', 'answer'],
  ['proxy-rewrite', 1008, 'rewrite', 'answer'],
  ['workflow', 1006, 'access', 'protection'],
  ['api-breaker', 1005, 'access', 'answer'],
  ['graphql-limit-count', 1004, 'access', 'protection'],
  ['limit-conn', 1003, 'access', 'protection'],
  ['limit-count', 1002, 'access', 'protection'],
  ['limit-req', 1001, 'access', 'protection'],
  ['node-status', 1000, 'log', 'observation', 'disabled'],
  ['brotli', 996, 'header_filter', 'answer', 'disabled'],
  ['gzip', 995, 'header_filter', 'answer'],
  ['server-info', 990, 'log', 'observation'],
  ['traffic-label', 967, 'access', 'answer'],
  ['traffic-split', 966, 'access', 'answer'],
  ['redirect', 900, 'rewrite', 'answer'],
  ['response-rewrite', 899, 'header_filter', 'answer'],
  ['oas-validator', 512, 'access', 'protection'],
  ['mcp-bridge', 510, 'access', 'answer'],
  ['degraphql', 509, 'access', 'answer'],
  ['kafka-proxy', 508, 'access', 'answer'],
  ['dubbo-proxy', 507, 'access', 'answer', 'disabled'],
  ['grpc-transcode', 506, 'access', 'answer'],
  ['grpc-web', 505, 'access', 'answer'],
  ['http-dubbo', 504, 'before_proxy', 'answer'],
  ['public-api', 501, 'access', 'answer'],
  ['prometheus', 500, 'log', 'observation'],
  ['datadog', 495, 'log', 'observation'],
  ['error-page', 450, 'header_filter', 'answer', 'disabled'],
  ['lago', 415, 'log', 'observation'],
  ['loki-logger', 414, 'access', 'observation'],
  ['elasticsearch-logger', 413, 'access', 'observation'],
  ['echo', 412, 'header_filter', 'answer'],
  ['loggly', 411, 'access', 'observation'],
  ['http-logger', 410, 'access', 'observation'],
  ['splunk-hec-logging', 409, 'log', 'observation'],
  ['skywalking-logger', 408, 'access', 'observation'],
  ['google-cloud-logging', 407, 'log', 'observation'],
  ['sls-logger', 406, 'access', 'observation'],
  ['tcp-logger', 405, 'access', 'observation'],
  ['kafka-logger', 403, 'access', 'observation'],
  ['rocketmq-logger', 402, 'access', 'observation'],
  ['syslog', 401, 'access', 'observation'],
  ['udp-logger', 400, 'access', 'observation'],
  ['file-logger', 399, 'access', 'observation'],
  ['clickhouse-logger', 398, 'access', 'observation'],
  ['tencent-cloud-cls', 397, 'access', 'observation'],
  ['inspect', 200, 'log', 'observation'],
  ['log-rotate', 100, 'log', 'observation', 'disabled'],
  ['example-plugin', 0, 'rewrite', 'answer'],
  ['gm', -43, 'log', 'observation', 'disabled'],
  ['ocsp-stapling', -44, 'log', 'observation', 'disabled'],
  ['aws-lambda', -1899, 'access', 'answer'],
  ['azure-functions', -1900, 'access', 'answer'],
  ['openwhisk', -1901, 'access', 'answer'],
  ['openfunction', -1902, 'access', 'answer'],
  ['serverless-post-function', -2000, 'access', 'protection'],
  ['ext-plugin-post-req', -3000, 'access', 'protection'],
  ['ext-plugin-post-resp', -4000, 'before_proxy', 'answer'],
];

export const knownPlugins: ReadonlyMap<string, KnownPlugin> = new Map(
  rows.map(([name, priority, phase, effect, enabled]) => [
    name,
    { priority, phase, effect, enabled: enabled === undefined },
  ]),
);
