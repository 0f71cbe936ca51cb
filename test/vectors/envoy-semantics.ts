/**
 * The vectors through the evaluator of Envoy: converted as for a real Envoy, answered by its rules. Compared with answers
 * that a real Envoy gave (a file that `ANSWERS` wrote), it shows where the evaluator is wrong.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createEnvoyEvaluator } from '@banyan/gateway/semantics/envoy/evaluator.ts';
import { luaMachine } from '@banyan/gateway/semantics/envoy/lua/machine.ts';
import { Calls } from './calls.ts';
import { convertCase } from './envoy/convert.ts';
import { unreachable } from './envoy/exercise.ts';
import type { Options } from './options.ts';
import type { CaseOutcome } from './outcome.ts';
import { answerCase } from './semantics.ts';
import type { VectorCase } from './vector.ts';

export async function runEnvoySemantics(
  cases: readonly VectorCase[],
  { allow, secrets }: Pick<Options, 'allow' | 'secrets'>,
): Promise<CaseOutcome[]> {
  const lua = await luaMachine();
  const folder = mkdtempSync(join(tmpdir(), 'banyan-envoy-semantics-'));
  try {
    return cases.map((one) => {
      const converted = convertCase(one, join(folder, one.id), { through: 'envoy', allow, secrets });
      if (!converted.ok) return unreachable(one, converted.error.problem, converted.error.predict);
      const { bootstrap, predict } = converted.value;
      const calls = new Calls(one);
      return answerCase(
        one,
        createEnvoyEvaluator(bootstrap, { serve: true, lua, call: (call) => calls.answer(call) }),
        calls,
        predict,
      );
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
