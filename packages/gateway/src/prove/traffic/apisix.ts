import { given, headersOf, type LogFormat, requestLine, unescaped } from './recorded.ts';

const line = /^(\S+) - (?:\S+) \[[^\]]*\] (\S+) "([^"]*)" \d+ \d+ [\d.]+ "([^"]*)" "([^"]*)"/;

/** APISIX's `access_log_format` as config-default.yaml has it. */
export const apisix: LogFormat = {
  name: 'apisix',
  read(text) {
    const [, address, host, asked, referer, agent] = line.exec(text) ?? [];
    const request = asked === undefined ? undefined : requestLine(asked);
    if (request === undefined || address === undefined) return undefined;
    const headers = headersOf({ referer: given(referer), 'user-agent': given(agent) });
    return {
      ...request,
      host: given(host) ?? null,
      headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, unescaped(value)])),
      client_ip: address,
    };
  },
};
