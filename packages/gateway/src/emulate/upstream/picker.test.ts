import { array, assert, integer, nat, property, string } from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Forward } from '../../semantics/answer.ts';
import { createPickers, keyOf } from './picker.ts';

const plan = (nodes: Forward['nodes'], more: Partial<Forward> = {}): Forward => ({
  picker: 'orders',
  scheme: 'http',
  algorithm: 'roundrobin',
  nodes,
  retries: nodes.length - 1,
  retryTimeout: 0,
  timeout: { connect: 1, send: 1, read: 1 },
  websocket: false,
  needsBody: false,
  respond: (received) => received,
  done: () => undefined,
  ...more,
});

const node = (port: number, weight = 1, priority = 0) => ({ host: '10.20.2.11', port, weight, priority });

describe('the picker', () => {
  it('gives every node exactly its weight in each full turn', () => {
    assert(
      property(array(integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 5 }), (weights) => {
        const forward = plan(weights.map((weight, at) => node(9000 + at, weight)));
        const pickers = createPickers();
        const total = weights.reduce((sum, weight) => sum + weight, 0);
        for (let turn = 0; turn < 2; turn += 1) {
          const counts = weights.map(() => 0);
          for (let at = 0; at < total; at += 1) {
            const port = pickers.pick(forward, new Set())?.port ?? 0;
            counts[port - 9000] = (counts[port - 9000] ?? 0) + 1;
          }
          expect(counts).toEqual(weights);
        }
      }),
    );
  });

  it('goes to a lower priority only when the higher nodes were all tried', () => {
    const pickers = createPickers();
    const forward = plan([node(1, 1, -1), node(2, 1, 0), node(3, 1, 0)]);
    const tried = new Set<string>();
    const order: number[] = [];
    for (let at = 0; at < 4; at += 1) {
      const picked = pickers.pick(forward, tried);
      if (picked === undefined) break;
      tried.add(keyOf(picked));
      order.push(picked.port);
    }
    expect(order.slice(0, 2).toSorted((a, b) => a - b)).toEqual([2, 3]);
    expect(order[2]).toBe(1);
    expect(order).toHaveLength(3);
  });

  it('leaves a node of weight 0 out unless it is alone in its priority', () => {
    const pickers = createPickers();
    const ports = new Set(Array.from({ length: 6 }, () => pickers.pick(plan([node(1, 0), node(2)]), new Set())?.port));
    expect([...ports]).toEqual([2]);
    expect(pickers.pick(plan([node(1, 0)]), new Set())?.port).toBe(1);
  });

  it('keeps a hashed value on one node, and on the same one when another node goes', () => {
    const pickers = createPickers();
    const nodes = [node(1), node(2), node(3), node(4)];
    assert(
      property(string(), nat({ max: 3 }), (hash, gone) => {
        const picked = pickers.pick(plan(nodes, { algorithm: 'chash', hash }), new Set());
        const again = pickers.pick(plan(nodes, { algorithm: 'chash', hash }), new Set());
        expect(again).toEqual(picked);
        const rest = nodes.filter((_node, at) => at !== gone);
        if (picked === undefined || !rest.includes(picked)) return;
        expect(pickers.pick(plan(rest, { algorithm: 'chash', hash }), new Set())).toEqual(picked);
      }),
    );
  });
});
