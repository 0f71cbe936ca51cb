import { checkSchema } from '../lua/json-schema.ts';
import { validReplacement } from '../lua/template.ts';
import { isList, isTable, type Table, tableOf, textOf, textsOf, type Value } from '../lua/value.ts';
import { knownPlugins } from './known-plugins.ts';
import { credentialSchemas, pluginSchemas } from './plugin-schemas.ts';
import { objectSchemas } from './schemas.ts';

/**
 * Why a standalone file's object is not loaded; undefined when it is. In a file a plugin that is not known, even a
 * disabled one, or whose configuration is wrong takes the whole object with it (plugin.lua, plugin_checker).
 */
export function objectProblem(kind: string, object: Table, enabled = knownPlugins): string | undefined {
  const checked = checkSchema(objectSchemas.get(kind), object);
  if ('problem' in checked) return checked.problem;
  for (const [name, conf] of Object.entries(tableOf(object['plugins']) ?? {})) {
    const problem = pluginProblem(name, conf ?? null, kind === 'consumers', enabled);
    if (problem !== undefined) return problem;
  }
  const upstream = kind === 'upstreams' ? object : tableOf(object['upstream']);
  if (upstream?.['pass_host'] === 'rewrite' && (textOf(upstream['upstream_host']) ?? '') === '')
    return '`upstream_host` is missing';
  return undefined;
}

function pluginProblem(
  name: string,
  conf: Value,
  ofConsumer: boolean,
  enabled: ReadonlySet<string>,
): string | undefined {
  if (!enabled.has(name)) return `unknown plugin [${name}]`;
  if (conf === null) return undefined;
  if (!isTable(conf)) return `invalid plugin conf for plugin [${name}]`;
  const schema = (ofConsumer ? credentialSchemas.get(name) : undefined) ?? pluginSchemas.get(name);
  const disabled = tableOf(conf['_meta'])?.['disable'] === true;
  if (disabled || usesSecret(conf)) return undefined;
  const bare = Object.fromEntries(Object.entries(conf).filter(([key]) => key !== '_meta'));
  const checked = checkSchema(schema, bare);
  if (textsOf(conf['regex_uri']).some((template, index) => index % 2 === 1 && !validReplacement(template)))
    return `invalid regex_uri of plugin ${name}`;
  return 'problem' in checked ? `failed to check the configuration of plugin ${name}: ${checked.problem}` : undefined;
}

/** References to secrets stand for values that are not known yet. */
const usesSecret = (conf: Table): boolean =>
  Object.values(conf).some((value) => typeof value === 'string' && /^\$(env|secret):\/\//i.test(value));

/** A standalone file's objects without those that are not loaded; their places stay empty, so that pointers hold. */
export function loadable(root: Table, enabled: ReadonlySet<string> = knownPlugins): Table {
  const lists = [...objectSchemas.keys()].flatMap((kind) => {
    const list = root[kind];
    return isList(list)
      ? [
          [
            kind,
            list.map((one) => (isTable(one) && objectProblem(kind, one, enabled) === undefined ? one : null)),
          ] as const,
        ]
      : [];
  });
  return { ...root, ...Object.fromEntries(lists) };
}
