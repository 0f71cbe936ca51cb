import type { Kind, Nodes } from './witness.ts';

/** Statuses of nodes, headers that rules touch, bodies that rules look into, and nodes that fail. */
export const answers: Kind = {
  name: 'answers',
  *make({ site, base, answerHeaders }) {
    const headers = Object.fromEntries(answerHeaders.slice(0, 40).map((name) => [name.toLowerCase(), 'from-node']));
    const steps = [{ request: base }];
    const plain: Nodes = { status: 200, headers: { 'content-type': 'text/plain' }, body: 'from node' };
    yield { steps, nodes: { ...plain, headers: { ...headers, 'content-type': 'text/plain' } } };
    for (const status of new Set([404, 500, 503, ...site.statuses])) yield { steps, nodes: { ...plain, status } };
    for (const text of site.texts) yield { steps, nodes: { ...plain, body: `a ${text} b ${text}` } };
    yield { steps, nodes: { ...plain, failed: 'refused' } };
    yield { steps, nodes: { ...plain, failed: 'timeout' } };
  },
};
