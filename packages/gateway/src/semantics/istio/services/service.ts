/** Services that a proxy may send requests to, whichever objects declare them. */
import type { Labels } from '../object.ts';
import type { Sight } from '../model.ts';

export interface ServicePort {
  readonly number: number;
  readonly name: string;
  /** In capitals; empty where nobody says it. */
  readonly protocol: string;
}

export interface Workload {
  readonly address: string;
  readonly portOf: (port: ServicePort) => number | undefined;
  readonly weight: number;
  readonly labels: Labels;
}

export interface Service {
  readonly at: string;
  readonly title: string;
  readonly host: string;
  readonly namespace: string;
  readonly ports: readonly ServicePort[];
  /** How the proxy finds the workloads: they are listed, by their names, or where the client wanted to go. */
  readonly resolution: 'listed' | 'names' | 'passed';
  readonly workloads: readonly Workload[];
  /** The name of another service that this one stands for. */
  readonly alias: string | undefined;
  readonly seenFrom: (namespace: string) => Sight;
}
