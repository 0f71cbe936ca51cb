/** What scripts that ask a server have in common: its cluster, and a call that never lets a request pass by failing. */
import type { AskServer } from '../../../model/policy.ts';
import { type Feature, hasScript } from '../lua/script.ts';
import type { PolicyContext, Variant } from './variant.ts';

/** What the source calls itself, in Lua. */
export const agent = '"lua-resty-http/0.17.2 (Lua) ngx_lua/10029"';

export const authorityOf = ({ host, port }: AskServer['server']): string => (port === 80 ? host : `${host}:${port}`);

/** One script of a feature is all that a route has room for. */
export const isAsked = (variant: Variant, feature: Feature): boolean => hasScript(variant.filters, feature);

/** The name of the server's cluster, which is made when it is first asked for. */
export function cluster(
  { host, port }: Pick<AskServer['server'], 'host' | 'port'>,
  milliseconds: number,
  { needs }: PolicyContext,
): string {
  const name = `banyan-ask-${host}-${port}`;
  const seconds = milliseconds / 1000;
  if (needs.upstreams.every((one) => one.name !== name))
    needs.upstreams.push({
      name,
      nodes: [{ host, port, weight: 1, priority: 0, sources: [] }],
      scheme: 'http',
      balance: { kind: 'round-robin', sources: [] },
      host: { kind: 'pass', sources: [] },
      retries: 0,
      timeouts: { connect: seconds, send: seconds, read: seconds, sources: [] },
      quiet: true,
      unmapped: [],
      sources: [],
    });
  return name;
}

/** Sends `ask` with `body`; then `answer` and `text`, and `answered` where the server has really answered. */
export const call = (name: string, milliseconds: number): readonly string[] => [
  `local options = {timeout_ms = ${milliseconds}, send_xff = false, return_duplicate_headers = true}`,
  // Where the call itself fails nothing has been answered; an error would let the request pass.
  `local called, answer, text = pcall(function() return handle:httpCall("${name}", ask, body, options) end)`,
  'if not called then answer = {} end',
  // Only what a server has answered has this header.
  'local answered = answer["x-envoy-upstream-service-time"]',
];

/** An error in a script would let the request pass. */
export const guarded = (statements: readonly string[]): readonly string[] => [
  'if pcall(function()',
  ...statements.map((one) => `  ${one}`),
  'end) then return end',
  'handle:respond({[":status"] = "500", ["content-type"] = "text/plain; charset=utf-8"}, "")',
];
