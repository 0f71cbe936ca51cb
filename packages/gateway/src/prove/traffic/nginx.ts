import { given, headersOf, type LogFormat, requestLine } from './recorded.ts';

const line = /^(\S+) - (?:\S+) \[[^\]]*\] "([^"]*)" \d+ (?:\d+|-)(?: "([^"]*)" "([^"]*)")?/;

/** The forms `combined` and `common` of nginx and others. They do not say which host was asked. */
export const nginx: LogFormat = {
  name: 'nginx',
  read(text, host) {
    const [, address, asked, referer, agent] = line.exec(text) ?? [];
    const request = asked === undefined ? undefined : requestLine(asked);
    if (request === undefined || address === undefined) return undefined;
    return {
      ...request,
      host,
      headers: headersOf({ referer: given(referer), 'user-agent': given(agent) }),
      client_ip: address,
    };
  },
};
