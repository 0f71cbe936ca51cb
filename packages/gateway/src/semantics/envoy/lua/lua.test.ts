import { beforeAll, describe, expect, test } from 'vitest';
import { type LuaMachine, luaMachine } from './machine.ts';
import { type Run, type Script, script, type Source } from './script.ts';

let machine: LuaMachine;
beforeAll(async () => {
  machine = await luaMachine();
});

function onRequest(body: string): Script {
  const loaded = machine.load(`function envoy_on_request(handle)\n${body}\nend`);
  if ('problem' in loaded) throw new Error(loaded.problem);
  return script(machine, loaded.id, 'envoy_on_request');
}

const source = (value: Source['value']): Source => ({ value, sign: value });

const run = (body: string, values: Readonly<Record<string, string>> = {}): Run =>
  onRequest(body)(source((key) => values[key]));

const set = (value: string): Run => ({ operations: [{ kind: 'set', name: 'x', value }] });

describe('a script', () => {
  test('reads headers in any case, repeated ones joined, and one by one', () => {
    const body =
      'local h = handle:headers() h:replace("X", h:get("Via") .. h:getNumValues("via") .. h:getAtIndex("via", 1))';
    expect(run(body, { requestvia: 'a\u0002b' })).toEqual(set('a,b2b'));
  });

  test('sees what it changed itself', () => {
    const body =
      'local h = handle:headers() h:add("x", "") h:remove("y") if h:get("y") == nil and h:get("x") == "," then handle:clearRouteCache() end';
    expect(run(body, { requestx: '', requesty: 'b' })).toEqual({
      operations: [{ kind: 'add', name: 'x', value: '' }, { kind: 'remove', name: 'y' }, { kind: 'clear' }],
    });
  });

  test('ends with the answer that it gives', () => {
    const answer =
      'handle:respond({[":status"] = "403", ["x-a"] = {"1", "2"}}, "no\\n\\x41%") handle:headers():remove("x")';
    const headers = [
      [':status', '403'],
      ['x-a', '1'],
      ['x-a', '2'],
    ];
    expect(run(answer)).toEqual({ operations: [{ kind: 'respond', headers, body: 'no\nA%' }] });
  });

  test('keeps what it did before it failed', () => {
    const made = run('handle:headers():replace("x", "1") error("oh")');
    expect(made).toMatchObject({ operations: [{ kind: 'set' }, { kind: 'fault' }] });
  });

  test('that does not end is ended', () => {
    expect(run('while true do end')).toMatchObject({
      operations: [{ kind: 'fault', reason: 'the script does not end' }],
    });
  });

  test('that needs what is not known says so', () => {
    expect(run('handle:importPublicKey("x")')).toEqual({ uncovered: 'importPublicKey' });
    expect(run('handle:httpCall("c", {[":path"] = "/"}, "", 100)')).toEqual({ uncovered: 'httpCall' });
  });

  test('reads the clock of the request, and the same chance for the same request', () => {
    expect(run('handle:headers():replace("x", os.time() .. " " .. handle:timestamp())', { now: '1500' })).toEqual(
      set('1 1500'),
    );
    const body = 'handle:headers():replace("x", math.random(1000000))';
    expect(run(body, { random: '7' })).toEqual(run(body, { random: '7' }));
  });

  test('puts data beside the request, and finds it again', () => {
    const body = 'handle:streamInfo():dynamicMetadata():set("a", "b", {c = {true, "\\195\\164"}})';
    expect(run(body, {})).toEqual({
      operations: [{ kind: 'meta', namespace: 'a', key: 'b', value: { c: [true, 'ä'] } }],
    });
    const read = 'handle:headers():replace("x", handle:streamInfo():dynamicMetadata():get("a").b)';
    expect(run(read, { dynamica: '{["b"]="d"}' })).toEqual(set('d'));
  });

  test('iterates over all headers', () => {
    expect(
      run(
        'local all = "" for k, v in pairs(handle:headers()) do all = all .. k .. "=" .. v end handle:headers():replace("x", all)',
        { 'request*': 'a\u00021\u0002b\u00022' },
      ),
    ).toEqual(set('a=1b=2'));
  });

  test('has the bit operations and base64 of its host', () => {
    const body =
      'handle:headers():replace("x", bit.tohex(bit.bxor(bit.rol(1, 31), -1)) .. " " .. bit.bor(8, 3) .. " " .. handle:base64Escape("a?"))';
    expect(run(body)).toEqual(set('7fffffff 11 YT8='));
  });

  test('whose text is no Lua is refused', () => {
    expect(machine.load('function (')).toHaveProperty('problem');
  });
});

test('a run for the same values is not done twice, one for other values is', () => {
  const counted = onRequest(
    'count = (count or 0) + 1 handle:headers():replace("x", handle:headers():get("a") .. count)',
  );
  const given = (value: string): Source => source((key) => (key === 'requesta' ? value : undefined));
  const first = counted(given('a'));
  expect(counted(given('a'))).toBe(first);
  expect(counted(given('b'))).not.toEqual(first);
});
