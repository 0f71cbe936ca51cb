/** A running APISIX through its Admin API: every resource with its objects, as files of a dump (`apisix/admin/init.lua`). */
import type { Finding } from '@banyan/core/finding/finding.ts';
import { finding } from '@banyan/core/finding/finding.ts';
import type { Result } from '@banyan/core/result.ts';
import { err, ok } from '@banyan/core/result.ts';
import { kinds } from '../readers/apisix/objects.ts';
import type { SourceFile } from '../readers/reader.ts';
import type { Answered } from './answer.ts';
import { answerTo } from './answer.ts';

export interface AdminApi {
  /** `http://127.0.0.1:9180`. */
  readonly url: string;
  readonly key: string;
}

const fileOf = (resource: string, body: unknown): SourceFile => ({
  name: `source-admin-${resource.replaceAll('/', '-')}.json`,
  bytes: Buffer.from(`${JSON.stringify(body, null, 2)}\n`),
  snapshot: true,
});

/** Names of the consumers in an answer of either version. */
function consumersIn(body: unknown): string[] {
  const of = (value: unknown, name: string): unknown =>
    typeof value === 'object' && value !== null && Object.hasOwn(value, name) ? Reflect.get(value, name) : undefined;
  const list = of(body, 'list') ?? of(of(body, 'node'), 'nodes');
  return (Array.isArray(list) ? list : []).flatMap((item: unknown) => {
    const name = of(of(item, 'value'), 'username');
    return typeof name === 'string' ? [name] : [];
  });
}

/** One file for each resource that is there; a resource that this APISIX does not have, or that is empty, has none. */
export async function readAdminApi({ url, key }: AdminApi): Promise<Result<readonly SourceFile[], Finding>> {
  const base = `${url.replace(/\/+$/, '')}/apisix/admin`;
  const ask = (resource: string): Promise<Result<Answered, Finding>> =>
    answerTo(`${base}/${resource}`, { headers: { 'X-API-KEY': key } });
  const files: SourceFile[] = [];
  const wanted: string[] = [...kinds];
  for (const resource of wanted) {
    const answer = await ask(resource);
    if (!answer.ok) return answer;
    const { status, body } = answer.value;
    // 404: empty in version 2, or not known to this version; 400: a subsystem that is switched off.
    if (status === 404 || status === 400) continue;
    if (status !== 200) return err(finding('CNV009', { url: `${base}/${resource}`, status }));
    files.push(fileOf(resource, body));
    if (resource !== 'consumers') continue;
    wanted.push(...consumersIn(body).map((name) => `consumers/${encodeURIComponent(name)}/credentials`));
  }
  return files.length === 0 ? err(finding('CNV009', { url: base, status: 404 })) : ok(files);
}
