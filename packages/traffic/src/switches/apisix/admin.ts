/** The Admin API of APISIX: one object at a time. The key is never in a finding. */
import { request } from 'node:http';
import { type Finding, finding } from '@banyan/core/finding/finding.ts';
import { err, ok, type Result } from '@banyan/core/result.ts';
import { reasonOf } from '../../local/atomic.ts';
import type { Json } from '../../proxies/json.ts';

export interface AdminApi {
  /** `http://127.0.0.1:9180/apisix/admin` */
  readonly url: string;
  readonly key: string;
}

interface Answer {
  readonly status: number;
  readonly body: string;
}

/** The object's value; undefined inside when there is none. */
export async function getObject(api: AdminApi, path: string, signal: AbortSignal): Promise<Result<unknown, Finding>> {
  const answer = await exchange(api, 'GET', path, undefined, signal);
  if (!answer.ok) return answer;
  if (answer.value.status === 404) return ok(undefined);
  if (answer.value.status !== 200) return err(refusal('GET', path, answer.value));
  try {
    const said: unknown = JSON.parse(answer.value.body);
    return ok(typeof said === 'object' && said !== null && 'value' in said ? said.value : undefined);
  } catch {
    return err(refusal('GET', path, answer.value));
  }
}

/** Puts a whole object in the place of another. TRF041: it is not known whether it was put; TRF044: it was not. */
export async function putObject(
  api: AdminApi,
  path: string,
  value: Json,
  signal: AbortSignal,
): Promise<Result<void, Finding>> {
  const answer = await exchange(api, 'PUT', path, JSON.stringify(value), signal);
  if (!answer.ok) return answer;
  return answer.value.status === 200 || answer.value.status === 201
    ? ok(undefined)
    : err(refusal('PUT', path, answer.value));
}

const refusal = (method: string, path: string, { status, body }: Answer): Finding =>
  finding('TRF044', { method, path, status, answer: body.trim().slice(0, 300) });

function exchange(
  { url, key }: AdminApi,
  method: string,
  path: string,
  body: string | undefined,
  signal: AbortSignal,
): Promise<Result<Answer, Finding>> {
  return new Promise((resolve) => {
    const fail = (error: unknown): void =>
      resolve(err(finding('TRF041', { program: 'APISIX', address: url, reason: reasonOf(error) })));
    const headers = { 'X-API-KEY': key, ...(body === undefined ? {} : { 'content-type': 'application/json' }) };
    const limit = AbortSignal.any([signal, AbortSignal.timeout(5000)]);
    const asked = request(`${url}/${path}`, { method, headers, agent: false, signal: limit }, (answer) => {
      const chunks: Buffer[] = [];
      answer.on('data', (chunk: Buffer) => chunks.push(chunk));
      answer.on('error', fail);
      answer.on('end', () =>
        resolve(ok({ status: answer.statusCode ?? 0, body: Buffer.concat(chunks).toString('utf8') })),
      );
    });
    asked.on('error', fail);
    asked.end(body);
  });
}
