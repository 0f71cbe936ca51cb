import { expect, test } from 'vitest';
import { chance } from '../testing/chance.ts';
import { both, downAt, history } from '../testing/history.ts';
import { type ShareQuestion, verifyShare } from './share.ts';

/** What each counter has seen after one second. */
function question(desired: number, seen: { edge: [number, number]; gateways: [number, number] }): ShareQuestion {
  const moved = (side: 'old' | 'new', requests: number) => history('voice', side, [{ requests, errors: 0 }]);
  return {
    phase: 'voice',
    desired,
    granularity: 0.01,
    edge: both(moved('old', seen.edge[0]), moved('new', seen.edge[1])),
    oldGateway: moved('old', seen.gateways[0]),
    newGateway: moved('new', seen.gateways[1]),
    since: 0,
    now: 1000,
    minimumRequests: 100,
  };
}

test('three counters that agree with the share pass, and each says what it saw', () => {
  expect(verifyShare(question(25, { edge: [750, 250], gateways: [750, 250] }))).toMatchObject({
    verdict: 'pass',
    observed: { edge: 25, newGateway: 25, oldGateway: 25 },
  });
});

test('an edge that acknowledges and does not apply is caught by its own counter', () => {
  const answer = verifyShare(question(25, { edge: [1000, 0], gateways: [1000, 0] }));
  expect(answer.verdict).toBe('fail');
});

test('an edge that counts what it should have done is caught by the gateways', () => {
  const answer = verifyShare(question(25, { edge: [750, 250], gateways: [1000, 0] }));
  expect(answer.judgements.map(({ gate, verdict }) => [gate, verdict])).toEqual([
    ['share/edge', 'pass'],
    ['share/new-gateway', 'fail'],
    ['share/old-gateway', 'fail'],
  ]);
});

test('0 and 100 percent leave no room but for requests under way', () => {
  expect(verifyShare(question(0, { edge: [970, 30], gateways: [970, 30] })).verdict).toBe('fail');
  expect(verifyShare(question(100, { edge: [30, 970], gateways: [30, 970] })).verdict).toBe('fail');
  expect(verifyShare(question(100, { edge: [0, 1000], gateways: [0, 1000] })).verdict).toBe('pass');
});

test('too few requests, a source that is down and missing data hold', () => {
  expect(verifyShare(question(50, { edge: [30, 30], gateways: [30, 30] })).verdict).toBe('hold');
  const fine = question(50, { edge: [500, 500], gateways: [500, 500] });
  expect(verifyShare({ ...fine, newGateway: [...(fine.newGateway ?? []), downAt(1000)] }).verdict).toBe('hold');
  expect(verifyShare({ ...fine, oldGateway: [] }).verdict).toBe('hold');
  expect(verifyShare({ ...fine, edge: [] })).toMatchObject({ verdict: 'hold', observed: {} });
});

test('a restart of a counter holds', () => {
  const fine = question(50, { edge: [500, 500], gateways: [500, 500] });
  const restarted = history('voice', 'new', [
    { requests: 300, errors: 0 },
    { requests: 200, errors: 0, restarted: true },
  ]);
  const newGateway = restarted.map((one) => ({ ...one, at: one.at / 2 }));
  expect(verifyShare({ ...fine, newGateway }).verdict).toBe('hold');
});

test('an old gateway that does not count is no data, not everything on the new side', () => {
  const answer = verifyShare(question(25, { edge: [750, 250], gateways: [0, 250] }));
  expect(answer.judgements.map(({ gate, verdict, reason }) => [gate, verdict, reason])).toEqual([
    ['share/edge', 'pass', 'within'],
    ['share/new-gateway', 'pass', 'within'],
    ['share/old-gateway', 'hold', 'no-data'],
  ]);
  expect(answer.observed).toEqual({ edge: 25, newGateway: 25 });
});

test('a new gateway that does not count is no data, also when it stopped counting midway', () => {
  const silent = verifyShare(question(25, { edge: [750, 250], gateways: [750, 0] }));
  expect(silent.judgements.map(({ verdict, reason }) => [verdict, reason])).toContainEqual(['hold', 'no-data']);
  expect(silent.verdict).toBe('hold');
  const steps = (side: 'old' | 'new', requests: readonly number[]) =>
    history(
      'voice',
      side,
      requests.map((count) => ({ requests: count, errors: 0 })),
    );
  const frozen = verifyShare({
    ...question(50, { edge: [0, 0], gateways: [0, 0] }),
    edge: both(steps('old', [100, 100]), steps('new', [100, 100])),
    oldGateway: steps('old', [100, 100]),
    newGateway: steps('new', [100, 0]),
    now: 2000,
  });
  expect(frozen.judgements.map(({ verdict, reason }) => [verdict, reason])).toEqual([
    ['pass', 'within'],
    ['hold', 'no-data'],
    ['pass', 'within'],
  ]);
});

test('an edge that does not count while the gateways do is no data for all three', () => {
  const answer = verifyShare(question(25, { edge: [0, 0], gateways: [750, 250] }));
  expect(answer.verdict).toBe('hold');
  expect(new Set(answer.judgements.map(({ reason }) => reason))).toEqual(new Set(['no-data']));
});

test('fair throws of a true share pass, those of a share ten points away are caught', () => {
  const throwOne = chance(20261121);
  const thrown = (share: number, count: number): [number, number] => {
    const hits = Array.from({ length: count }, throwOne).filter((one) => one < share / 100).length;
    return [count - hits, hits];
  };
  for (let run = 0; run < 500; run += 1) {
    const share = [10, 25, 50, 75][run % 4] ?? 0;
    const truth = thrown(share, 2000);
    const lie = thrown(share + 10, 2000);
    expect(verifyShare(question(share, { edge: truth, gateways: truth })).verdict).toBe('pass');
    expect(verifyShare(question(share, { edge: lie, gateways: lie })).verdict).toBe('fail');
  }
});
