/** A running etcd through its HTTP gateway (`/v3/kv/range`), page by page at one revision. */
import type { Finding } from '@banyan/core/finding/finding.ts';
import { finding } from '@banyan/core/finding/finding.ts';
import type { Result } from '@banyan/core/result.ts';
import { err, ok } from '@banyan/core/result.ts';
import type { Pair } from '../readers/apisix/doors/etcd.ts';
import { pairsOf, unpacked } from '../readers/apisix/doors/etcd.ts';
import type { SourceFile } from '../readers/reader.ts';
import { answerTo } from './answer.ts';

export interface Etcd {
  /** `http://127.0.0.1:2379`. */
  readonly url: string;
  /** `/apisix`. */
  readonly prefix: string;
  readonly user: { readonly name: string; readonly password: string } | undefined;
}

const page = 1000;

const base64 = (text: string): string => Buffer.from(text).toString('base64');

const fieldOf = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null && Object.hasOwn(value, name) ? Reflect.get(value, name) : undefined;

type Post = (path: string, body: object) => Promise<Result<unknown, Finding>>;

function poster(url: string, token: string | undefined): Post {
  const base = url.replace(/\/+$/, '');
  return async (path, body) => {
    const answer = await answerTo(base + path, {
      method: 'POST',
      headers: token === undefined ? {} : { Authorization: token },
      body: JSON.stringify(body),
    });
    if (!answer.ok) return answer;
    if (answer.value.status === 200) return ok(answer.value.body);
    // etcd answers 400 where a user is needed, or its password is wrong.
    const code = answer.value.status === 400 ? 'CNV008' : 'CNV009';
    return err(finding(code, { url: base + path, status: answer.value.status }));
  };
}

async function tokenOf({ url, user }: Etcd): Promise<Result<string | undefined, Finding>> {
  if (user === undefined) return ok(undefined);
  const answer = await poster(url, undefined)('/v3/auth/authenticate', user);
  if (!answer.ok) return answer;
  const token = fieldOf(answer.value, 'token');
  return ok(typeof token === 'string' ? token : undefined);
}

/** All keys below the prefix, as one file that is written beside the output. */
export async function readEtcd(etcd: Etcd): Promise<Result<readonly SourceFile[], Finding>> {
  const token = await tokenOf(etcd);
  if (!token.ok) return token;
  const post = poster(etcd.url, token.value);
  const prefix = etcd.prefix.replace(/\/+$/, '');
  const pairs: Pair[] = [];
  let from = `${prefix}/`;
  let revision: unknown;
  for (;;) {
    // `0` is the byte behind `/`.
    const range = { key: base64(from), range_end: base64(`${prefix}0`), limit: page };
    const answer = await post('/v3/kv/range', revision === undefined ? range : { ...range, revision });
    if (!answer.ok) return answer;
    const found = pairsOf(answer.value) ?? [];
    pairs.push(...found);
    revision ??= fieldOf(fieldOf(answer.value, 'header'), 'revision');
    const [last] = found.at(-1) ?? [];
    if (last === undefined || fieldOf(answer.value, 'more') !== true) break;
    from = `${last}\0`;
  }
  if (pairs.length === 0) return err(finding('CNV010', { url: etcd.url, prefix: etcd.prefix }));
  return ok([{ name: 'source-etcd.json', bytes: Buffer.from(unpacked(pairs)), snapshot: true }]);
}
