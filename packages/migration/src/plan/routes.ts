/** Which routes of the source each phase moves. Pure. */
import { placeOf } from '@banyan/core/document/locate.ts';
import type { Node } from '@banyan/core/document/node.ts';
import { type Finding, finding } from '@banyan/core/finding/finding.ts';
import { err, ok, type Result } from '@banyan/core/result.ts';
import { nearest } from '../document/nearest.ts';
import { nodeAt } from '../document/read.ts';
import type { DocumentSelector, MigrationDocument } from '../document/schema.ts';
import type { PlannedPhase } from './plan.ts';

/** What is known of a route of the source. Hosts and paths as the source writes them. */
export interface SourceRoute {
  readonly id: string;
  readonly hosts: readonly string[];
  readonly paths: readonly string[];
}

export interface Assigned {
  readonly phases: readonly PlannedPhase[];
  /** Ids of routes that stay. */
  readonly left: readonly string[];
}

export function assignRoutes(
  document: MigrationDocument,
  root: Node,
  routes: readonly SourceRoute[],
): Result<Assigned, readonly Finding[]> {
  const problems: Finding[] = [];
  const owner = new Map<string, string>();
  const phases = document.spec.phases.map((phase, index): PlannedPhase => {
    const own = new Set<string>();
    for (const [at, selector] of phase.routes.entries()) {
      const source = placeOf(nodeAt(root, ['spec', 'phases', index, 'routes', at]));
      const chosen = routes.filter((route) => selects(selector, route)).map(({ id }) => id);
      if (chosen.length === 0) {
        const meant =
          typeof selector === 'string'
            ? (nearest(
                selector,
                routes.map(({ id }) => id),
              ) ?? '')
            : '';
        problems.push(finding('MIG003', { phase: phase.name, selector: written(selector), meant }, { source }));
      }
      for (const id of chosen) {
        const first = owner.get(id);
        if (first !== undefined && first !== phase.name) {
          problems.push(finding('MIG004', { route: id, first, second: phase.name }, { source }));
        }
        owner.set(id, first ?? phase.name);
        own.add(id);
      }
    }
    return { name: phase.name, routes: routes.map(({ id }) => id).filter((id) => own.has(id)) };
  });
  if (problems.length > 0) return err(problems);
  return ok({ phases, left: routes.map(({ id }) => id).filter((id) => !owner.has(id)) });
}

function selects(selector: DocumentSelector, route: SourceRoute): boolean {
  if (typeof selector === 'string') return route.id === selector;
  if (selector.host === undefined && selector.path === undefined) return false;
  const host = selector.host === undefined || route.hosts.includes(selector.host);
  return host && (selector.path === undefined || route.paths.some((path) => below(path, selector.path ?? '')));
}

function below(path: string, wanted: string): boolean {
  return wanted.endsWith('/*') ? path === wanted || path.startsWith(wanted.slice(0, -1)) : path === wanted;
}

const written = (selector: DocumentSelector): string =>
  typeof selector === 'string'
    ? selector
    : [selector.host && `host ${selector.host}`, selector.path && `path ${selector.path}`].filter(Boolean).join(', ') ||
      '{}';
