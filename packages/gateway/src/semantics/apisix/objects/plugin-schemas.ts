import type { Table } from '../lua/value.ts';

const text: Table = { type: 'string' };
const filled: Table = { type: 'string', minLength: 1 };
const flag: Table = { type: 'boolean' };
const integer = (minimum: number, maximum?: number): Table =>
  maximum === undefined ? { type: 'integer', minimum } : { type: 'integer', minimum, maximum };
const status = integer(200, 599);
const headers: Table = {
  type: 'object',
  minProperties: 1,
  patternProperties: { '^[^:]+$': { oneOf: [{ type: 'string' }, { type: 'number' }] } },
};
const names: Table = { type: 'array', minItems: 1, items: { type: 'string', pattern: '^[^:]+$' } };
const count: Table = { oneOf: [{ type: 'integer', exclusiveMinimum: 0 }, { type: 'string' }] };
const some = (items: Table): Table => ({ type: 'array', minItems: 1, items });
const object = (properties: Table, rest: Table = {}): Table => ({ type: 'object', properties, ...rest });
const anyHeaders = (parts: Table): Table => ({
  anyOf: [object(parts, { minProperties: 1, additionalProperties: false }), headers],
});
const origins: Table = { type: 'string', pattern: '^(\\*|\\*\\*|null|\\w+://[^,]+(,\\w+://[^,]+)*)$' };
const rewriteMethods = [
  'GET',
  'POST',
  'PUT',
  'HEAD',
  'DELETE',
  'OPTIONS',
  'MKCOL',
  'COPY',
  'MOVE',
  'PROPFIND',
  'LOCK',
  'UNLOCK',
  'PATCH',
  'TRACE',
];
const credential: Table = { hide_credentials: flag, realm: filled, anonymous_consumer: filled };

/** What the configuration of a plugin must be like, as far as files are often wrong about it (schema of each plugin). */
export const pluginSchemas: ReadonlyMap<string, Table> = new Map<string, Table>([
  [
    'proxy-rewrite',
    object(
      {
        uri: { type: 'string', minLength: 1, maxLength: 4096, pattern: '^\\/.*' },
        method: { enum: rewriteMethods },
        regex_uri: { type: 'array', minItems: 2, items: text },
        host: { type: 'string', pattern: '^[0-9a-zA-Z-.]+(:\\d{1,5})?$' },
        headers: anyHeaders({
          add: { type: 'object', minProperties: 1 },
          set: { type: 'object', minProperties: 1 },
          remove: names,
        }),
        use_real_request_uri_unsafe: flag,
      },
      { minProperties: 1 },
    ),
  ],
  [
    'redirect',
    object(
      {
        ret_code: integer(200),
        uri: { type: 'string', minLength: 2 },
        regex_uri: { type: 'array', minItems: 2, maxItems: 2, items: text },
        http_to_https: flag,
        encode_uri: flag,
        append_query_string: flag,
      },
      { oneOf: [{ required: ['uri'] }, { required: ['regex_uri'] }, { required: ['http_to_https'] }] },
    ),
  ],
  [
    'cors',
    object({
      allow_origins: origins,
      allow_methods: text,
      allow_headers: text,
      expose_headers: text,
      max_age: { type: 'integer' },
      allow_credential: flag,
      allow_origins_by_regex: some(filled),
      allow_origins_by_metadata: some(filled),
      timing_allow_origins: origins,
      timing_allow_origins_by_regex: some(filled),
    }),
  ],
  ['key-auth', object({ ...credential, header: text, query: text })],
  ['basic-auth', object(credential)],
  [
    'jwt-auth',
    object({
      ...credential,
      header: text,
      query: text,
      cookie: text,
      key_claim_name: filled,
      claims_to_verify: { type: 'array', items: { enum: ['exp', 'nbf'] } },
    }),
  ],
  [
    'limit-count',
    object(
      {
        count,
        time_window: count,
        window_type: { enum: ['fixed', 'sliding'] },
        rules: {
          type: 'array',
          items: object({ count, time_window: count, key: text }, { required: ['count', 'time_window', 'key'] }),
        },
        group: text,
        key: text,
        key_type: { enum: ['var', 'var_combination', 'constant'] },
        rejected_code: status,
        rejected_msg: filled,
        policy: { enum: ['local', 'redis', 'redis-cluster', 'redis-sentinel'] },
        allow_degradation: flag,
        show_limit_quota_header: flag,
      },
      { oneOf: [{ required: ['count', 'time_window'] }, { required: ['rules'] }] },
    ),
  ],
  [
    'limit-req',
    object(
      {
        rate: { type: 'number', exclusiveMinimum: 0 },
        burst: { type: 'number', minimum: 0 },
        key: text,
        key_type: { enum: ['var', 'var_combination'] },
        rejected_code: status,
        rejected_msg: filled,
        nodelay: flag,
      },
      { required: ['rate', 'burst', 'key'] },
    ),
  ],
  [
    'response-rewrite',
    object({
      headers: anyHeaders({ add: some(text), set: headers, remove: names }),
      body: text,
      body_base64: flag,
      status_code: integer(200, 598),
      vars: { type: 'array' },
      filters: some(
        object(
          { regex: filled, scope: { enum: ['once', 'global'] }, replace: text, options: text },
          { required: ['regex', 'replace'] },
        ),
      ),
    }),
  ],
  [
    'ip-restriction',
    object(
      { message: filled, response_code: integer(403, 404), whitelist: some(text), blacklist: some(text) },
      either('whitelist', 'blacklist'),
    ),
  ],
  [
    'ua-restriction',
    object(
      { bypass_missing: flag, message: filled, allowlist: some(filled), denylist: some(filled) },
      either('allowlist', 'denylist'),
    ),
  ],
  [
    'referer-restriction',
    object(
      { bypass_missing: flag, message: filled, whitelist: some(text), blacklist: some(text) },
      either('whitelist', 'blacklist'),
    ),
  ],
  [
    'uri-blocker',
    object(
      {
        block_rules: { type: 'array', items: filled },
        rejected_code: integer(200),
        rejected_msg: filled,
        case_insensitive: flag,
      },
      { required: ['block_rules'] },
    ),
  ],
  ['csrf', object({ key: text, expires: { type: 'integer' }, name: text }, { required: ['key'] })],
]);

function either(one: string, other: string): Table {
  return { oneOf: [{ required: [one] }, { required: [other] }] };
}

/** What the credentials of a consumer must hold. */
export const credentialSchemas: ReadonlyMap<string, Table> = new Map<string, Table>([
  ['key-auth', object({ key: text }, { required: ['key'] })],
  ['basic-auth', object({ username: text, password: text }, { required: ['username', 'password'] })],
  ['jwt-auth', object({ key: filled, secret: filled }, { required: ['key'] })],
]);
