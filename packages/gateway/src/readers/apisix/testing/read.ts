/** Reads configurations for tests: an object as JSON, a text as a standalone YAML file. */
import type { Document } from '@banyan/core/document/node.ts';
import { readDocuments } from '@banyan/core/document/read.ts';
import type { Finding } from '@banyan/core/finding/finding.ts';
import type { Ledger } from '@banyan/core/ledger/ledger.ts';
import { createLedger } from '@banyan/core/ledger/ledger.ts';
import type { Model } from '../../../model/model.ts';
import type { ReaderOptions } from '../../reader.ts';
import { apisixReader } from '../reader.ts';

export interface Read {
  readonly model: Model;
  readonly ledger: Ledger;
  readonly document: Document;
  /** `CODE line`, without the findings about what had to be assumed. */
  readonly said: readonly string[];
}

export const said = (findings: readonly Finding[]): string[] =>
  findings
    .filter(({ code }) => code !== 'APX030' && code !== 'APX031')
    .map(({ code, source }) => (source === undefined ? code : `${code} ${source.pointer}`));

export function read(config: object | string, options: ReaderOptions = {}): Read {
  const yaml = typeof config === 'string';
  const bytes = new TextEncoder().encode(yaml ? config : JSON.stringify(config));
  const documents = readDocuments(bytes, yaml ? 'apisix.yaml' : 'apisix.json', {
    prepare: apisixReader.prepare(options.environment ?? {}, 'configuration'),
  });
  if (!documents.ok) throw new Error(documents.error.map(({ code }) => code).join(' '));
  const ledger = createLedger();
  const result = apisixReader.read(documents.value, ledger, options);
  if (!result.ok) throw new Error(result.error.map(({ code }) => code).join(' '));
  const [document] = documents.value;
  if (document === undefined) throw new Error('no document');
  return { model: result.value, ledger, document, said: said(result.value.findings) };
}

/** An upstream with one node. */
export const payments = { type: 'roundrobin', nodes: { '10.0.0.1:8080': 1 } } as const;

/** A route with an upstream. */
export const route = (id: string, fields: object): object => ({ id, upstream: payments, ...fields });
