import type { GatewayRequest } from '@banyan/core/condition/request.ts';
import type { Answer, TraceStep } from '../answer.ts';
import { type Data, number, tableOrEmpty, tables } from '../envoy/data.ts';
import { createEnvoyEvaluator, type EnvoyOptions } from '../envoy/evaluator.ts';
import type { Evaluator, Moment } from '../evaluator.ts';
import { programmed } from './bootstrap.ts';
import { proxiesOf, readGateways } from './gateways/read.ts';
import type { Proxy, VirtualService } from './model.ts';
import { type KubeObject, readObjects } from './object.ts';
import { type Origin, Origins } from './origin.ts';
import { readVirtualServices } from './virtual-services/read.ts';

/** What the documents of a format come to in the terms of Istio. */
export interface Estate {
  readonly objects: readonly KubeObject[];
  readonly proxies: readonly Proxy[];
  readonly rules: readonly VirtualService[];
}

/** Documents of Istio and of Kubernetes, as plain data. */
export function istioEstate(documents: readonly unknown[]): Estate {
  const objects = readObjects(documents);
  return { objects, proxies: proxiesOf(readGateways(objects)), rules: readVirtualServices(objects) };
}

/** The configuration of each proxy, and what its parts were made from. */
export interface Told {
  readonly bootstrap: Data;
  readonly origin: (pointer: string) => Origin | undefined;
}

export function toldBy(estate: Estate): readonly Told[] {
  return estate.proxies.map((proxy) => {
    const origins = new Origins();
    const bootstrap = programmed(estate.objects, proxy, estate.rules, origins);
    return { bootstrap, origin: origins.finder(bootstrap) };
  });
}

/**
 * Answers requests as a proxy would that istiod programs with these documents: Istio's rules make them a configuration of
 * Envoy, and Envoy's rules answer. The trace names the objects that decided; places are pointers below the list of
 * documents.
 */
export function createIstioEvaluator(told: readonly Told[], options: EnvoyOptions = {}): Evaluator {
  const { place, ...rest } = options;
  const sides = told.map(({ bootstrap, origin }) => ({
    serves: servedBy(bootstrap),
    origin,
    evaluator: createEnvoyEvaluator(bootstrap, rest),
  }));
  return {
    answer(request: GatewayRequest, at: Moment): Answer {
      const side = sides.find(({ serves }) => serves(request)) ?? sides[0];
      if (side === undefined) return { status: 0, route: null, trace: [{ step: 'listener', detail: 'no gateway' }] };
      const answer = side.evaluator.answer(request, at);
      if (rest.trace !== true) return answer;
      const trace = explained(answer.trace, side.origin).map((step) => placed(step, place));
      return { ...answer, trace };
    },
  };
}

/** Whether a proxy listens where the request arrives. */
function servedBy(bootstrap: Data): (request: GatewayRequest) => boolean {
  const listeners = tables(tableOrEmpty(bootstrap, 'static_resources'), 'listeners');
  const ports = new Set(
    listeners.map((one) => number(tableOrEmpty(tableOrEmpty(one, 'address'), 'socket_address'), 'port_value')),
  );
  const secure = listeners.some((one) => tables(one, 'listener_filters').length > 0);
  return ({ port, scheme }) => (port === undefined ? scheme !== 'https' || secure : ports.has(port));
}

/** Steps with what decided in the words of the documents, and the host before the route. */
function explained(trace: readonly TraceStep[], origin: Told['origin']): readonly TraceStep[] {
  return trace.flatMap((step) => {
    const { place } = step;
    const found = place === undefined ? undefined : origin(place);
    if (place === undefined || found === undefined) return [step];
    const host = /^.*\/virtual_hosts\/\d+(?=\/)/.exec(place)?.[0];
    const around = host === undefined ? undefined : origin(host);
    const detail = step.detail === '' || step.step === 'route' ? found.what : `${step.detail} (${found.what})`;
    const named = { ...step, detail, place: found.at };
    return around === undefined || around === found
      ? [named]
      : [{ step: 'host', detail: around.what, place: around.at }, named];
  });
}

function placed(step: TraceStep, place: EnvoyOptions['place']): TraceStep {
  if (step.place === undefined || place === undefined) return step;
  const found = place(step.place);
  const { place: _, ...rest } = step;
  return found === undefined ? rest : { ...rest, place: found };
}
