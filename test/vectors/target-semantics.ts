/**
 * The vectors through the evaluators of the targets: converted as for a real proxy, answered by the target's rules. Compared
 * with answers that a real one gave (a file that `ANSWERS` wrote), it shows where the evaluator is wrong.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import { readDocuments } from '@banyan/core/document/read.ts';
import { plain } from '@banyan/core/document/values.ts';
import { ok, type Result } from '@banyan/core/result.ts';
import type { Prediction } from '@banyan/gateway/semantics/compare/predict.ts';
import { createEnvoyEvaluator, type EnvoyOptions } from '@banyan/gateway/semantics/envoy/evaluator.ts';
import { luaMachine } from '@banyan/gateway/semantics/envoy/lua/machine.ts';
import type { Evaluator } from '@banyan/gateway/semantics/evaluator.ts';
import { gatewayApiEstate } from '@banyan/gateway/semantics/gateway-api/estate.ts';
import { createIstioEvaluator, type Estate, istioEstate, toldBy } from '@banyan/gateway/semantics/istio/evaluator.ts';
import { readObjects } from '../cluster/lab/object.ts';
import { Calls } from './calls.ts';
import { annotatedRoutes } from './cluster/attach.ts';
import { routeNamed } from './cluster/report-route.ts';
import { convertCase, convertFiles, type Unconverted } from './envoy/convert.ts';
import { unreachable } from './envoy/exercise.ts';
import type { Options } from './options.ts';
import type { CaseOutcome } from './outcome.ts';
import { answerCase } from './semantics.ts';
import type { VectorCase } from './vector.ts';

type Asked = Pick<Options, 'allow' | 'secrets'>;
type Target = 'envoy' | 'istio' | 'gateway-api';

interface Judge {
  readonly predict: Prediction;
  readonly evaluator: (options: EnvoyOptions) => Evaluator;
}

export async function runTargetSemantics(
  cases: readonly VectorCase[],
  to: Target,
  { allow, secrets }: Asked,
): Promise<CaseOutcome[]> {
  const lua = await luaMachine();
  const folder = mkdtempSync(join(tmpdir(), 'banyan-target-semantics-'));
  try {
    return cases.map((one) => {
      const judge = judges[to](one, join(folder, one.id), { allow, secrets });
      if (!judge.ok) return unreachable(one, judge.error.problem, judge.error.predict);
      const { predict, evaluator } = judge.value;
      const calls = new Calls(one);
      return answerCase(one, evaluator({ serve: true, lua, call: (call) => calls.answer(call) }), calls, predict);
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

type Judging = (one: VectorCase, folder: string, asked: Asked) => Result<Judge, Unconverted>;

const judges: Readonly<Record<Target, Judging>> = {
  envoy(one, folder, asked) {
    const converted = convertCase(one, folder, { through: 'envoy', ...asked });
    if (!converted.ok) return converted;
    const { bootstrap, predict } = converted.value;
    return ok({ predict, evaluator: (options) => createEnvoyEvaluator(bootstrap, options) });
  },
  istio(one, folder, asked) {
    const converted = convertFiles(one, folder, { through: 'istio', ...asked });
    if (!converted.ok) return converted;
    const { files, predict, routes } = converted.value;
    return ok({ predict, evaluator: named(istioEstate(documentsIn(files)), routeNamed(routes)) });
  },
  'gateway-api'(one, folder, asked) {
    const converted = convertFiles(one, folder, { through: 'gateway-api', ...asked });
    if (!converted.ok) return converted;
    const { files, predict } = converted.value;
    const objects = files
      .filter((file) => extname(file) === '.yaml')
      .flatMap((file) => readObjects(readFileSync(file), file));
    const nameOf = routeNamed(annotatedRoutes(objects));
    return ok({ predict, evaluator: named(gatewayApiEstate(documentsIn(files)), nameOf) });
  },
};

function documentsIn(files: readonly string[]): unknown[] {
  return files
    .filter((file) => extname(file) === '.yaml')
    .flatMap((file) => {
      const read = readDocuments(readFileSync(file), file);
      return read.ok ? read.value.map(({ root }) => plain(root)) : [];
    });
}

/** Answers with the routes of the source in the place of the rules that they became. */
function named(estate: Estate, nameOf: (rule: string) => string): (options: EnvoyOptions) => Evaluator {
  const told = toldBy(estate);
  return (options) => {
    const evaluator = createIstioEvaluator(told, options);
    return {
      answer(request, at) {
        const answer = evaluator.answer(request, at);
        const route = answer.route === null ? '-' : nameOf(answer.route);
        return { ...answer, route: route === '-' ? null : route };
      },
    };
  };
}
