/**
 * Files of ADC (`adc.yaml`, several of them add up): services with their routes inside, consumers with their credentials, and
 * global rules and metadata as objects of plugins (ADC: `libs/sdk/src/core/schema.ts`; what it writes into APISIX:
 * `libs/backend-apisix/src/transformer.ts`). `${NAME}` in a text is taken from the environment.
 */
import type { Document, Node, ObjectNode } from '@banyan/core/document/node.ts';
import { child, isObject } from '@banyan/core/document/values.ts';
import { ok } from '@banyan/core/result.ts';
import { report } from '../../context.ts';
import { itemsOf } from '../../typed.ts';
import type { Door, Opening } from '../door.ts';
import type { Collected } from '../keys.ts';
import { collecting } from '../keys.ts';
import { maker } from '../make.ts';
import { substituted } from './environment.ts';
import { readCertificate } from './certificate.ts';
import { readConsumer, readGroup } from './consumer.ts';
import { readService } from './service.ts';

/** Sections that a standalone file has too tell by what lies in them. */
const telling: Readonly<Record<string, (section: Node) => boolean>> = {
  services: (section) => itemsOf(section).some((item) => has(item, 'routes', 'stream_routes', 'upstreams')),
  consumers: (section) => itemsOf(section).some((item) => has(item, 'credentials')),
  ssls: (section) => itemsOf(section).some((item) => has(item, 'certificates')),
  global_rules: isObject,
  plugin_metadata: isObject,
};

const has = (node: Node, ...names: readonly string[]): boolean => names.some((name) => child(node, name) !== undefined);

function recognizes({ root }: Document): boolean {
  return (
    isObject(root) &&
    Object.entries(telling).some(([name, tells]) => {
      const section = root.entries.get(name);
      return section !== undefined && tells(section);
    })
  );
}

export interface Adc {
  readonly opening: Opening;
  readonly collected: Collected;
}

type Section = (adc: Adc, node: Node) => void;

const each =
  (read: (adc: Adc, node: ObjectNode) => void): Section =>
  (adc, section) => {
    if (section.kind !== 'list') return unknown(adc, section);
    if (section.items.length === 0) adc.opening.ledger.mark(section, 'exact');
    for (const item of section.items) {
      if (isObject(item)) read(adc, item);
      else unknown(adc, item);
    }
    return undefined;
  };

/** Each plugin becomes an object of its own, under the plugin's name. */
const eachPlugin =
  (read: (adc: Adc, plugin: string, node: Node) => void): Section =>
  (adc, section) => {
    if (!isObject(section)) return unknown(adc, section);
    if (section.entries.size === 0) adc.opening.ledger.mark(section, 'exact');
    for (const [plugin, node] of section.entries) read(adc, plugin, node);
    return undefined;
  };

function readGlobalRule({ opening, collected }: Adc, plugin: string, node: Node): void {
  const make = maker(opening.ledger);
  collected.add('global_rules', plugin, make.object(node, [['plugins', make.object(node, [[plugin, node]])]]));
}

const readMetadata = ({ collected }: Adc, plugin: string, node: Node): void =>
  collected.add('plugin_metadata', plugin, node);

const sections: Readonly<Record<string, Section>> = {
  services: each(readService),
  consumers: each(readConsumer),
  consumer_groups: each(readGroup),
  ssls: each(readCertificate),
  global_rules: eachPlugin(readGlobalRule),
  plugin_metadata: eachPlugin(readMetadata),
};

function unknown({ opening }: Adc, node: Node): void {
  report(opening, 'APX094', { door: 'ADC' }, node);
  opening.ledger.mark(node, 'ignored', { code: 'APX094' });
}

export const adcDoor: Door = {
  name: 'adc',
  acceptance: 'refused',
  recognizes,
  open(documents, opening) {
    const adc: Adc = { opening, collected: collecting() };
    for (const { root } of documents) {
      const resolved = substituted(opening, root);
      if (!isObject(resolved)) unknown(adc, root);
      for (const [name, section] of isObject(resolved) ? resolved.entries : []) {
        (Object.hasOwn(sections, name) ? sections[name] : unknown)?.(adc, section);
      }
    }
    return ok({ sections: adc.collected.inKeyOrder(), plugins: undefined, whole: documents[0].root });
  },
};
