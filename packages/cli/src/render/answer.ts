/** One answered request for people: the request, the outcome, and how it was decided. */
import type { GatewayRequest } from '@banyan/core/condition/request.ts';
import type { Colours } from '@banyan/core/terminal/colour.ts';
import { table } from '@banyan/core/terminal/table.ts';
import { askWords as words } from '@banyan/core/words/ask.ts';
import type { Locale } from '@banyan/core/words/locale.ts';
import type { Answer } from '@banyan/gateway/semantics/answer.ts';

export function answerLines(request: GatewayRequest, answer: Answer, locale: Locale, colours: Colours): string[] {
  const { consumer, notCovered, upstream, headers, body, trace } = answer;
  const status = String(answer.status ?? answer.statuses?.join('|') ?? '–');
  const outcome = [
    paintStatus(answer.status, colours)(status),
    answer.route === null ? words.noRoute[locale] : words.route[locale]({ id: answer.route }),
    ...(consumer === undefined ? [] : [words.consumer[locale]({ name: consumer })]),
    ...(answer.nodes === undefined ? [] : [`→ ${answer.nodes.join(', ')}`]),
  ];
  const changes = [
    ...(upstream === undefined ? [] : [['→', `${upstream.method} ${upstream.target}  Host: ${upstream.host}`]]),
    ...Object.entries(upstream?.headers ?? {}).map(([name, value]) => ['→', `${name}: ${value}`]),
    ...(upstream?.removed ?? []).map((name) => ['→', `- ${name}`]),
    ...Object.entries(headers ?? {}).map(([name, value]) => ['←', `${name}: ${value.replaceAll('\n', ' | ')}`]),
    ...(body === undefined ? [] : [['←', JSON.stringify(body)]]),
  ];
  return [
    colours.bold(`${request.method} ${request.host ?? ''}${request.path}`),
    `  ${outcome.join('  ')}`,
    ...(notCovered === undefined
      ? []
      : [colours.yellow(`  ${words.notCovered[locale]({ parts: notCovered.join(', ') })}`)]),
    ...table(changes, { indent: 2 }),
    ...table(
      trace.map(({ step, detail, place }) => [colours.dim(step), detail, colours.dim(place ?? '')]),
      { indent: 4 },
    ),
  ];
}

function paintStatus(status: number | undefined, colours: Colours): (text: string) => string {
  if (status === undefined || status < 300) return colours.green;
  return status < 500 ? colours.yellow : colours.red;
}
