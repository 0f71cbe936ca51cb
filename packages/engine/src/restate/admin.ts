/** The few things that are asked of Restate's admin interface. Failures are undefined or false: the caller asks again. */
import { objectName } from './object.ts';

/** Milliseconds for looking, and for a change; what hangs because it is just starting is asked again soon. */
const limits = { look: 1000, change: 3000 } as const;

async function ask(admin: string, path: string, method = 'GET', body?: unknown): Promise<unknown> {
  try {
    const answer = await fetch(`${admin}${path}`, {
      method,
      ...(body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
      signal: AbortSignal.timeout(method === 'GET' ? limits.look : limits.change),
    });
    const text = await answer.text();
    if (!answer.ok) return undefined;
    return text === '' ? {} : JSON.parse(text);
  } catch {
    return undefined;
  }
}

export const isHealthy = async (admin: string): Promise<boolean> => (await ask(admin, '/health')) !== undefined;

/** Partitions answer some time after the server does; until then nothing may be concluded. */
export async function takesMessages(ingress: string): Promise<boolean> {
  return (await ask(ingress, '/restate/health')) !== undefined;
}

/**
 * Makes the worker at an address known. An invocation under way stays with the deployment it began on, so a worker that
 * has moved takes its old deployment along instead of making a new one. `again` skips what is known already: asking a
 * worker that was started again what it can do takes the engine most of a second.
 */
export async function register(admin: string, worker: string, again = false): Promise<boolean> {
  const known = await deployments(admin);
  if (again && known.length > 0 && known.every(({ uri }) => sameAddress(uri, worker))) return true;
  for (const { id, uri } of known) {
    if (sameAddress(uri, worker)) continue;
    if ((await ask(admin, `/deployments/${id}`, 'PATCH', { uri: worker, overwrite: true })) === undefined) return false;
  }
  return (await ask(admin, '/deployments', 'POST', { uri: worker, force: true })) !== undefined;
}

const sameAddress = (a: string, b: string): boolean => a.replace(/\/$/, '') === b.replace(/\/$/, '');

async function deployments(admin: string): Promise<readonly { readonly id: string; readonly uri: string }[]> {
  const answer = await ask(admin, '/deployments');
  const list: unknown =
    typeof answer === 'object' && answer !== null && 'deployments' in answer ? answer.deployments : [];
  return (Array.isArray(list) ? list : []).flatMap((one: unknown) =>
    typeof one === 'object' && one !== null && 'id' in one && 'uri' in one && 'services' in one && ours(one.services)
      ? [{ id: String(one.id), uri: String(one.uri) }]
      : [],
  );
}

const ours = (services: unknown): boolean => JSON.stringify(services).includes(`"name":"${objectName}"`);
