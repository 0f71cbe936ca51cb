/** Small models for tests: a shop with orders and payments. */
import { always } from '@banyan/core/condition/condition.ts';
import type { Document, Node } from '@banyan/core/document/node.ts';
import type { Model, Rule } from '../../../model/model.ts';
import type { HeaderEdits } from '../../../model/base.ts';
import type { Policy } from '../../../model/policy.ts';
import type { Upstream } from '../../../model/upstream.ts';

const document: Omit<Document, 'root'> = {
  file: 'apisix.yaml',
  index: 0,
  syntax: 'yaml',
  lines: Uint32Array.of(0),
  astral: Uint32Array.of(),
};

/** A leaf of a source that is nowhere written. */
export function leaf(key: string): Node {
  // The root is the leaf's own parent here: places need only the file's measures.
  const parent = { ...document } as Document;
  return { kind: 'scalar', value: key, style: 'plain', text: key, offset: 0, key, parent };
}

export const rule = (route: string, prefix: string, rest: Partial<Rule> = {}): Rule => ({
  name: route,
  route,
  host: { kind: 'any' },
  path: { kind: 'prefix', prefix, sources: [leaf(`${route}.uri`)] },
  methods: [],
  condition: always,
  matchSources: [leaf(`${route}.vars`)],
  policies: [],
  action: { kind: 'forward', upstream: 'shop', sources: [leaf(`${route}.upstream`)] },
  websocket: false,
  timeouts: undefined,
  source: leaf(route),
  ...rest,
});

export const upstream = (name: string, port: number, rest: Partial<Upstream> = {}): Upstream => ({
  name,
  nodes: [{ host: '127.0.0.1', port, weight: 1, priority: 0, sources: [leaf(`${name}.nodes`)] }],
  scheme: 'http',
  balance: { kind: 'round-robin', sources: [leaf(`${name}.type`)] },
  host: { kind: 'pass', sources: [leaf(`${name}.pass_host`)] },
  retries: 0,
  timeouts: undefined,
  unmapped: [],
  sources: [leaf(name)],
  ...rest,
});

export const model = (rules: readonly Rule[], upstreams: readonly Upstream[], rest: Partial<Model> = {}): Model => ({
  listeners: [{ address: '127.0.0.1', port: 9080, tls: false, assumed: true, sources: [] }],
  rules,
  upstreams: new Map(upstreams.map((one) => [one.name, one])),
  consumers: [
    {
      name: 'alice',
      credentials: [{ kind: 'key', key: 'key-of-alice', sources: [leaf('alice.key')] }],
      sources: [leaf('alice')],
    },
  ],
  fallback: {
    respond: {
      status: 404,
      headers: [['content-type', 'text/plain; charset=utf-8']],
      body: '{"error_msg":"404 Route Not Found"}\n',
    },
    policies: [],
  },
  path: { decode: true, mergeSlashes: true, resolveDots: true, forwardsAsSent: true },
  forwarding: {
    realIp: true,
    forwardedFor: 'append',
    forwardedProto: true,
    forwardedHost: true,
    forwardedPort: true,
    believes: { header: 'X-Real-IP', from: ['127.0.0.1'] },
  },
  findings: [],
  ...rest,
});

export const noEdits: HeaderEdits = { add: [], set: [], remove: [] };

type Rest<P> = P extends Policy ? Omit<P, 'sources' | 'origin'> : never;

export const policy = (rest: Rest<Policy>, origin = 'proxy-rewrite'): Policy => ({
  ...rest,
  sources: [leaf(origin)],
  origin,
});
