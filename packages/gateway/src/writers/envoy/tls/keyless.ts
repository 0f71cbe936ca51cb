/** Private keys where secrets are refused: none is written, so nothing is served over TLS and no client certificate shown. */
import { all, always, any, type Condition } from '@banyan/core/condition/condition.ts';
import type { Model } from '../../../model/model.ts';
import { serverName } from '../../../model/server-name.ts';
import type { Upstream } from '../../../model/upstream.ts';
import type { Notes } from '../notes.ts';

const overTls: Condition = { subject: 'scheme', equals: 'https' };

/** Says of each certificate that it is left out. */
export function leaveOut({ certificates = [] }: Model, notes: Notes): void {
  for (const { names, sources } of certificates) {
    notes.mark(sources, 'unsupported', '', 'ENV074');
    const params = { part: names.join(', ') };
    notes.say({
      code: 'ENV074',
      params,
      source: sources[0],
      routes: 'all',
      when: all([overTls, any(names.map(serverName))]),
    });
  }
}

/** The upstream without its client certificate, so that nodes that ask for one refuse the connection. */
export function keyless({ client, ...upstream }: Upstream, model: Model, notes: Notes): Upstream {
  if (client === undefined) return upstream;
  notes.mark(client.sources, 'unsupported', '', 'ENV074');
  const routes = model.rules
    .filter(
      ({ action, policies }) =>
        (action.kind === 'forward' && action.upstream === upstream.name) ||
        policies.some(({ kind }) => kind === 'choose-upstream'),
    )
    .map(({ route }) => route);
  const params = { part: upstream.name };
  notes.say({ code: 'ENV074', params, source: client.sources[0], routes, when: always });
  return upstream;
}
