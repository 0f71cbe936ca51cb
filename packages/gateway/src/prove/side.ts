/** One of the two configurations, whatever its format. */
import type { Evaluator } from '../semantics/evaluator.ts';
import type { Atoms } from './atoms/atoms.ts';

export interface EvaluatorOptions {
  /** Whether answers carry their decisions, with places as file:line:column. */
  readonly trace: boolean;
  /** From 0 (included) to 1 (excluded). */
  readonly random: () => number;
  /** Whether answers can be served (`serving`); otherwise nodes answer with the plain echo. */
  readonly serve: boolean;
}

export interface Side {
  readonly format: string;
  /** As the user named it. */
  readonly name: string;
  readonly files: readonly string[];
  readonly atoms: Atoms;
  /** An evaluator with nothing counted yet. */
  evaluator(options: EvaluatorOptions): Evaluator;
  /** file:line:column of a pointer (RFC 6901). */
  place(pointer: string): string | undefined;
}
