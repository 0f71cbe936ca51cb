import { setResponseHeader } from '../context.ts';
import { luaText, tableOf, textOf } from '../lua/value.ts';
import type { Plugin } from './plugin.ts';

/** Puts text around or in place of the answer's body (plugins/echo.lua). */
export const echo: Plugin = {
  name: 'echo',
  priority: 412,
  compile(conf) {
    const [body, before, after] = ['body', 'before_body', 'after_body'].map((name) => textOf(conf[name]));
    const headers = Object.entries(tableOf(conf['headers']) ?? {});
    const changes = body !== undefined || before !== undefined || after !== undefined;
    return {
      header(context) {
        if (changes)
          for (const name of ['Content-Length', 'Content-Encoding', 'Last-Modified', 'ETag'])
            setResponseHeader(context, name, undefined);
        for (const [name, value] of headers) if (value !== undefined) setResponseHeader(context, name, luaText(value));
      },
      body(context) {
        if (!changes) return;
        const { response } = context;
        if (body === undefined && response.source === 'page')
          context.notCovered.add('echo around a page of the server');
        if (body !== undefined) response.source = 'plugin';
        response.body = `${before ?? ''}${body ?? response.body}${after ?? ''}`;
      },
    };
  },
};
