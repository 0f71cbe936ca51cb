/** Answers that plugins give themselves (`apisix/core/response.lua`, exit): a text, JSON and a line feed, or nginx's own page. */
import type { Condition } from '@banyan/core/condition/condition.ts';
import type { HeaderEdits, Template } from '../../../model/base.ts';
import type { AnswerWhen } from '../../../model/policy.ts';
import { errorPage } from '../respond.ts';
import type { Use } from './reader.ts';

/** What a plugin exits with; without a body the server has its page for the status, or nothing. */
export interface Exit {
  readonly status: number;
  readonly body: Template | undefined;
  readonly headers?: HeaderEdits['set'];
}

export const json = (value: unknown): Template => [`${JSON.stringify(value)}\n`];

/** Statuses for which nginx has a page of its own. */
const pages: ReadonlySet<number> = new Set([
  301, 302, 303, 307, 308, 400, 401, 402, 403, 404, 405, 406, 408, 409, 410, 411, 412, 413, 414, 415, 416, 421, 429,
  494, 495, 496, 497, 500, 501, 502, 503, 504, 505, 507,
]);

/** The server's own page; undefined where it has none. */
export const pageOf = (status: number): string | undefined => (pages.has(status) ? errorPage(status).body : undefined);

/** nginx completes these types with its charset, unless the status is one of the first redirects. */
const texts = /^(?:text\/(?:html|xml|plain|vnd\.wap\.wml)|application\/(?:javascript|rss\+xml))\s*$/i;

function completed(type: string, status: number): string {
  return texts.test(type) && status !== 301 && status !== 302 ? `${type.trim()}; charset=utf-8` : type;
}

/** The content type that comes with it, unless the plugin sets one. */
function usualType({ status, body }: Exit): string | undefined {
  if (body === undefined && pages.has(status)) return 'text/html';
  return body !== undefined || status < 300 ? 'text/plain' : undefined;
}

const isType = ([name]: HeaderEdits['set'][number]): boolean => name.toLowerCase() === 'content-type';

/** The answer for the requests of a condition; `share` of them in per cent. */
export function answering(use: Use, exit: Exit, when: Condition, share = 100): AnswerWhen {
  const { status, headers = [] } = exit;
  const others = headers.filter((header) => !isType(header));
  const own = headers.find(isType)?.[1];
  const empty = status === 204 || status === 304;
  const usual = usualType(exit);
  const type = own ?? (usual === undefined ? undefined : [usual]);
  const page = [pageOf(status) ?? ''];
  return {
    kind: 'answer-when',
    origin: use.name,
    sources: [use.node],
    when,
    share,
    status,
    headers: type === undefined || empty ? others : [['content-type', withCharset(type, status)], ...others],
    body: empty ? [''] : (exit.body ?? page),
    protects: true,
  };
}

const withCharset = (type: Template, status: number): Template => {
  const [only] = type;
  return type.length === 1 && typeof only === 'string' ? [completed(only, status)] : type;
};
