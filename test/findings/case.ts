/** One kind of finding in the smallest source that shows it, and the requests that it selects. */
import type { GatewayRequest } from '@banyan/core/condition/request.ts';
import { holds } from '@banyan/core/condition/evaluate.ts';
import type { Finding, FindingCode } from '@banyan/core/finding/finding.ts';
import { type Conversion, convert, type ConvertOptions } from '@banyan/gateway/convert/convert.ts';
import { expect, test } from 'vitest';

export interface Case {
  readonly code: FindingCode;
  /** The name of the test: a sentence of the specification. */
  readonly says: string;
  readonly apisix: object;
  /** The gateway's own configuration, as `config.yaml`. */
  readonly config?: string;
  readonly options?: Partial<ConvertOptions>;
  /** JSON pointer into the source; absent where the finding is about the target as a whole. */
  readonly at?: string;
  /** Only that it is said counts, not where. */
  readonly anywhere?: true;
  /** Too ordinary to be a finding: the code stands in the ledger only. */
  readonly ledgerOnly?: true;
  /** Requests, on the route `payments`, whose answer differs. */
  readonly selects?: readonly Partial<GatewayRequest>[];
  readonly spares?: readonly Partial<GatewayRequest>[];
}

export const node = { nodes: { '10.0.0.1:8080': 1 }, type: 'roundrobin' } as const;

/** One route of the name `payments`. */
export const payments = (fields: object = {}, others: object = {}): object => ({
  routes: [{ id: 'payments', uri: '/pay*', upstream: node, ...fields }],
  ...others,
});

export const withPlugin = (name: string, options: object, others: object = {}): object =>
  payments({ plugins: { [name]: options } }, others);

const config = 'apisix:\n  node_listen: 9080\n  router:\n    http: radixtree_uri\n';

function converted(one: Pick<Case, 'apisix' | 'config' | 'options'>): Conversion {
  const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
  const sources = [
    { name: 'apisix.json', bytes: bytes(JSON.stringify(one.apisix)) },
    { name: 'config.yaml', bytes: bytes(one.config ?? config), static: true },
  ];
  const result = convert(sources, { to: 'envoy', ...one.options });
  if (!result.ok) throw new Error(result.error.map(({ code }) => code).join(' '));
  return result.value;
}

interface LedgerLine {
  readonly pointer: string;
  readonly codes: readonly string[];
}

function ledgerOf(conversion: Conversion): readonly LedgerLine[] {
  const file = conversion.files.find(({ path }) => path === 'ledger.jsonl');
  // Written by the conversion itself, with a published schema.
  return Array.from(file?.chunks ?? [])
    .join('')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as LedgerLine);
}

const request = (part: Partial<GatewayRequest>): GatewayRequest => ({
  method: 'GET',
  path: '/pay',
  host: 'pay.example',
  headers: {},
  ...part,
});

/** Whether the finding announced a difference for this request on the route `payments`. */
function selected({ affects }: Finding, part: Partial<GatewayRequest>): boolean {
  if (affects === undefined) return false;
  const route = affects.routes === 'all' || affects.routes.includes('payments');
  return route && holds(affects.when, request(part));
}

/** A test for each case. */
export function demonstrate(cases: readonly Case[]): void {
  for (const one of cases) {
    test(`${one.code}: ${one.says}`, () => {
      const conversion = converted(one);
      if (one.ledgerOnly === true) {
        const lines = ledgerOf(conversion).filter(({ codes }) => codes.includes(one.code));
        expect(lines.map(({ pointer }) => pointer)).toContain(one.at);
        return;
      }
      const found = conversion.findings.filter(({ code }) => code === one.code);
      const here = found.filter(({ source }) => one.anywhere === true || source?.pointer === one.at);
      expect([found.map(({ source }) => source?.pointer), here.length > 0]).toEqual([expect.anything(), true]);
      for (const part of one.selects ?? [])
        expect([part, here.some((each) => selected(each, part))]).toEqual([part, true]);
      for (const part of one.spares ?? [])
        expect([part, here.some((each) => selected(each, part))]).toEqual([part, false]);
    });
  }
}
