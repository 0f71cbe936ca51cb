import { describe, expect, test } from 'vitest';
import { answerText, neverEmpty, requestText } from './format.ts';

describe('format strings as Lua', () => {
  test.each([
    ['plain 100%%', '"plain 100" .. "%"'],
    ['%REQ(X-Tenant)%', '(headers:get("x-tenant") or "")'],
    ['v=%CEL(request.query)%', '"v=" .. (headers:get(":path"):match("%?(.*)$") or "")'],
    [
      "%CEL('accept' in request.headers ? request.headers['accept'] : '')%%CEL('accept' in request.headers ? ', ' : '')%x",
      '(headers:get("accept") or "") .. (headers:get("accept") and ", " or "") .. "x"',
    ],
  ])('%s', (format, lua) => {
    expect(requestText(format)).toBe(lua);
  });

  test('what Lua does not know is no text', () => {
    expect(requestText('%UPSTREAM_HOST%')).toBeUndefined();
    expect(requestText("%CEL(request.headers['a'] + 'b')%")).toBeUndefined();
  });

  test('an answer asks for what is of the request', () => {
    const asked: string[] = [];
    const lua = answerText('%RESP(X-A)%-%REQ(X-B)%', (text) => {
      asked.push(text);
      return 'kept';
    });
    expect([lua, asked]).toEqual(['(headers:get("x-a") or "") .. "-" .. kept', ['(headers:get("x-b") or "")']]);
  });

  test('a text with a part of its own is never empty', () => {
    expect(['a%REQ(X-B)%', '%REQ(X-B)%', '', '%REQ(:METHOD)%', '%UNIQUE_ID%'].map(neverEmpty)).toEqual([
      true,
      false,
      false,
      true,
      true,
    ]);
  });
});
