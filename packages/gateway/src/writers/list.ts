/** The targets that can be written. Add one: a folder beside this file, and a line here. */
import { envoyWriter } from './envoy/writer.ts';
import { gatewayApiWriter } from './gateway-api/writer.ts';
import { istioWriter } from './istio/writer.ts';
import type { Writer } from './writer.ts';

const list: readonly Writer[] = [envoyWriter, gatewayApiWriter, istioWriter];

export const writers: ReadonlyMap<string, Writer> = new Map(list.map((writer) => [writer.target, writer]));
