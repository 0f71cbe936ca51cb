/**
 * Options that change how a path is read (APISIX: delete_uri_tail_slash, normalize_uri_like_servlet, match_uri_encoded_slash
 * in config.yaml; vectors option-tail-slash, option-servlet, option-encoded-slash). Lua that makes the path of all requests
 * follows them; elsewhere they are left out, and the requests that they concern are named.
 */
import { any, type Condition, not } from '@banyan/core/condition/condition.ts';
import type { Model, PathOption } from '../../model/model.ts';
import type { Notes } from './notes.ts';

/** Whose answers an option can change. */
const concerned: Readonly<Record<PathOption['kind'], Condition>> = {
  'drops-tail-slash': { subject: 'path', suffix: '/' },
  'drops-parameters': any([
    { subject: 'query', present: true },
    { subject: 'rawPath', matches: '[%;]|//|/\\.' },
  ]),
  'keeps-escaped-slash': { subject: 'rawPath', matches: '%2[Ff]' },
};

/** `follows`: the target reads paths as the source does. */
export function accountPath({ path: { options = [] }, rules }: Model, follows: boolean, notes: Notes): void {
  for (const { kind, origin, source } of options) {
    const params = { option: origin };
    notes.mark([source], follows ? 'exact' : 'unsupported', '', follows ? undefined : 'APX039');
    if (!follows) notes.say({ code: 'APX039', params, source, routes: 'all', when: concerned[kind] });
  }
  // A rule for everything matches what is left of `/`, which is nothing; the target answers that nothing matched.
  const everything = rules.some(({ path }) => path.kind === 'prefix' && path.prefix === '');
  const [dropping] = options.filter(({ kind }) => kind === 'drops-tail-slash');
  if (follows && everything && dropping !== undefined)
    notes.say({
      code: 'APX039',
      params: { option: dropping.origin },
      source: dropping.source,
      routes: 'all',
      when: any([{ subject: 'path', equals: '/' }, not({ subject: 'path', present: true })]),
    });
}
