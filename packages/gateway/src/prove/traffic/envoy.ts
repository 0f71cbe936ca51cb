import { given, headersOf, type LogFormat, requestLine } from './recorded.ts';

const line = /^\[[^\]]*\] "([^"]*)" \d+ \S+(?: \S+)*? \d+ \d+ \d+ \S+ "([^"]*)" "([^"]*)" "[^"]*" "([^"]*)"/;

/** Envoy's default format string. The client is the last address of X-Forwarded-For, where there is one. */
export const envoy: LogFormat = {
  name: 'envoy',
  read(text) {
    const [, asked, forwarded, agent, host] = line.exec(text) ?? [];
    const request = asked === undefined ? undefined : requestLine(asked);
    if (request === undefined) return undefined;
    const address = given(forwarded)?.split(',').at(-1)?.trim();
    return {
      ...request,
      host: given(host) ?? null,
      headers: headersOf({ 'user-agent': given(agent) }),
      ...(address === undefined ? {} : { client_ip: address }),
    };
  },
};
