/** ApisixConsumer and the newer Consumer: credentials from the object or from Secrets (`apisixconsumer.go`, `consumer.go`). */
import type { Node } from '@banyan/core/document/node.ts';
import { child, isObject } from '@banyan/core/document/values.ts';
import { idOf, itemsOf, textOf } from '../../typed.ts';
import { sortFields } from '../part.ts';
import type { Manifest } from './manifest.ts';
import { pluginsOf } from './plugins.ts';
import { secretOf } from './secret.ts';
import type { Refusal, Translation } from './translation.ts';
import { isRefusal, mark, markEnvelope, refuse } from './translation.ts';

/** In the order in which the controller looks; the first one there is counts. */
const kinds = [
  ['keyAuth', 'key-auth'],
  ['basicAuth', 'basic-auth'],
  ['jwtAuth', 'jwt-auth'],
  ['wolfRBAC', 'wolf-rbac'],
  ['hmacAuth', 'hmac-auth'],
  ['ldapAuth', 'ldap-auth'],
] as const;

/** Secrets hold texts; these fields are numbers or switches. */
function typed({ make }: Translation, name: string, node: Node): Node {
  const text = textOf(node) ?? '';
  if (['exp', 'lifetime_grace_period', 'clock_skew', 'max_req_body'].includes(name)) {
    return make.value(node, Number(text), [node]);
  }
  if (['base64_secret', 'keep_headers', 'encode_uri_params', 'validate_request_body'].includes(name)) {
    return make.value(node, text === 'true', [node]);
  }
  if (name !== 'signed_headers') return node;
  const names = text.split(/[\s,]+/).filter((header) => header !== '');
  return make.list(
    node,
    names.map((header) => make.value(node, header, [node])),
  );
}

/** The values of a Secret as a plugin's configuration. */
function fromSecret(translation: Translation, namespace: string, reference: Node): Node | Refusal {
  const name = idOf(child(reference, 'name')) ?? '';
  const texts = secretOf(translation, namespace, name);
  if (texts === undefined) return { node: reference, reason: `Secret ${namespace}/${name}` };
  mark(translation, reference, 'exact');
  const entries = Array.from(texts, ([key, node]) => [key, typed(translation, key, node)] as const);
  return translation.make.object(reference, entries);
}

function authOf(translation: Translation, consumer: Manifest): Map<string, Node> | Refusal {
  const parameter = child(consumer.spec, 'authParameter');
  const [found, ...others] = kinds.filter(([field]) => child(parameter, field) !== undefined);
  for (const [field] of others) mark(translation, child(parameter, field), 'ignored', 'APX055');
  sortFields(
    translation.opening,
    parameter,
    Object.fromEntries(kinds.map(([field]) => [field, 'taken'])),
    'authParameter',
  );
  if (found === undefined) return new Map();
  const [field, plugin] = found;
  const own = child(parameter, field);
  const value = child(own, 'value');
  const reference = child(own, 'secretRef');
  if (value !== undefined) {
    mark(translation, reference, 'ignored', 'APX055');
    translation.opening.ledger.conceal(value);
    return new Map([[plugin, value]]);
  }
  if (reference === undefined) return { node: own ?? consumer.node, reason: `${field}: value | secretRef` };
  const config = fromSecret(translation, consumer.namespace, reference);
  return isRefusal(config) ? config : new Map([[plugin, config]]);
}

export function readApisixConsumer(translation: Translation, consumer: Manifest): void {
  markEnvelope(translation, consumer);
  const fates = { authParameter: 'taken', plugins: 'taken', ingressClassName: 'taken' } as const;
  sortFields(translation.opening, consumer.spec, fates, 'ApisixConsumer');
  const auth = authOf(translation, consumer);
  if (isRefusal(auth)) return refuse(translation, consumer, auth);
  const plugins = pluginsOf(translation, consumer.namespace, child(consumer.spec, 'plugins'));
  if (isRefusal(plugins)) return refuse(translation, consumer, plugins);
  add(translation, consumer, new Map([...auth, ...plugins]));
  return undefined;
}

const usernameOf = ({ namespace, name }: Manifest): string => `${namespace}_${name}`;

function add({ make, collected }: Translation, consumer: Manifest, plugins: ReadonlyMap<string, Node>): void {
  const metadata = child(consumer.node, 'metadata');
  const name = child(metadata, 'name') ?? consumer.node;
  const username = make.value(name, usernameOf(consumer), [name]);
  const fields = [
    ['username', username],
    ['plugins', make.object(consumer.node, plugins, [name])],
  ] as const;
  collected.add('consumers', usernameOf(consumer), make.object(consumer.node, fields));
}

/** `Consumer` of v1alpha1: its credentials are objects of their own. */
export function readConsumer(translation: Translation, consumer: Manifest): void {
  const { opening, make, collected } = translation;
  markEnvelope(translation, consumer);
  sortFields(opening, consumer.spec, { gatewayRef: 'wrapping', credentials: 'taken', plugins: 'taken' }, 'Consumer');
  const plugins = pluginsOf(translation, consumer.namespace, child(consumer.spec, 'plugins'));
  if (isRefusal(plugins)) return refuse(translation, consumer, plugins);
  add(translation, consumer, plugins);
  for (const [index, node] of itemsOf(child(consumer.spec, 'credentials')).entries()) {
    sortFields(opening, node, { type: 'taken', config: 'taken', secretRef: 'taken', name: 'taken' }, 'credential');
    for (const field of ['type', 'name']) mark(translation, child(node, field), 'exact');
    const reference = child(node, 'secretRef');
    const place = idOf(child(reference, 'namespace')) ?? consumer.namespace;
    const config = reference === undefined ? child(node, 'config') : fromSecret(translation, place, reference);
    if (config !== undefined && 'reason' in config) {
      // The controller goes on with the other credentials.
      refuse(translation, { ...consumer, node: isObject(node) ? node : consumer.node }, config);
      continue;
    }
    if (config !== undefined) opening.ledger.conceal(config);
    const type = textOf(child(node, 'type')) ?? '';
    const id = `${usernameOf(consumer)}/credentials/${idOf(child(node, 'name')) ?? index}`;
    collected.add('consumers', id, make.object(node, [['plugins', make.object(node, [[type, config]])]]));
  }
  return undefined;
}
