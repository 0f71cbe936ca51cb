/** APISIX: the standalone file, with the config.yaml beside it. */
import { readFileSync } from 'node:fs';
import { readDocuments } from '@banyan/core/document/read.ts';
import { ok } from '@banyan/core/result.ts';
import { staticOf } from '../../emulate/listeners.ts';
import { readSource, type Source } from '../../emulate/source.ts';
import { type Environment, substitute } from '../../emulate/variables.ts';
import { createEvaluator } from '../../semantics/apisix/evaluator.ts';
import { apisixAtoms } from '../atoms/apisix/apisix.ts';
import type { Side } from '../side.ts';
import type { Format } from './format.ts';
import { placesBelow } from './places.ts';

export const apisix: Format = {
  name: 'apisix',
  files: ['apisix.yaml', 'apisix.json'],
  recognises: (root) => root.entries.has('routes') || root.entries.has('global_rules') || root.entries.has('upstreams'),
  async open([file = ''], { name, environment, config }) {
    const source = readSource(config === undefined ? [file] : [file, config], environment);
    if (!source.ok) return source;
    const documents = readDocuments(readFileSync(file), file, { prepare: substitute(environment) });
    if (!documents.ok) return documents;
    const place = placesBelow(documents.value[0]?.root);
    return ok(apisixSide(source.value, { name, files: [file], place, environment }));
  },
};

/** What a side is made of beside the configuration itself. */
interface Surroundings extends Pick<Side, 'name' | 'files' | 'place'> {
  readonly environment: Environment;
}

export function apisixSide({ config, settings }: Source, { environment, place, ...rest }: Surroundings): Side {
  const { router, httpsPort, path, plugins } = staticOf(settings);
  const given = Object.entries(environment).filter((entry): entry is [string, string] => entry[1] !== undefined);
  return {
    ...rest,
    format: 'apisix',
    atoms: apisixAtoms(config),
    place,
    evaluator: ({ trace, random, serve }) =>
      createEvaluator(config, {
        ...path,
        router,
        httpsPort,
        plugins,
        door: 'file',
        environment: Object.fromEntries(given),
        serve,
        random,
        trace,
        place: trace ? place : undefined,
      }),
  };
}
