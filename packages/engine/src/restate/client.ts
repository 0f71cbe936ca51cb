/** The port over Restate's ingress. */
import { type Finding, finding } from '@banyan/core/finding/finding.ts';
import { err, ok, type Result } from '@banyan/core/result.ts';
import type { Port } from '../port/port.ts';
import { type HandlerName, objectName } from './object.ts';

/** Milliseconds for one request. */
const limit = 5000;

/** `ingress` is a base address such as `http://127.0.0.1:8080`. No header of a caller is ever passed on: they would be journalled. */
export function restatePort<S, M>(ingress: string): Port<S, M> {
  const post = async (
    key: string,
    handler: HandlerName,
    body: unknown,
    send: boolean,
  ): Promise<Result<string, Finding>> => {
    const path = [objectName, key, handler, ...(send ? ['send'] : [])].map(encodeURIComponent).join('/');
    try {
      const answer = await fetch(`${ingress}/${path}`, {
        method: 'POST',
        ...(body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
        signal: AbortSignal.timeout(limit),
      });
      const text = await answer.text();
      return answer.ok ? ok(text) : err(finding('ENG003', { reason: `status ${answer.status}` }));
    } catch (error) {
      return err(finding('ENG003', { reason: reasonOf(error) }));
    }
  };
  const told = (answer: Result<string, Finding>): Result<void, Finding> => (answer.ok ? ok(undefined) : answer);
  return {
    send: async (key, message) => told(await post(key, 'turn', message, true)),
    interrupt: async (key, message) => told(await post(key, 'interrupt', message, true)),
    async read(key) {
      const answer = await post(key, 'read', undefined, false);
      if (!answer.ok) return answer;
      // The object's state is what the handler saved, or nothing.
      return ok(answer.value === '' || answer.value === 'null' ? undefined : (JSON.parse(answer.value) as S));
    },
  };
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { cause } = error;
  return cause instanceof Error && 'code' in cause && typeof cause.code === 'string' ? cause.code : error.message;
}
