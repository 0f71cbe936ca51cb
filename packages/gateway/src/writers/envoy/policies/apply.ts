/** Which policy becomes what. A new kind of policy does not compile until it is named here. */
import type { Policy, PolicyKind } from '../../../model/policy.ts';
import { headerOption, type JsonObject } from '../config.ts';
import { answerWhen } from './answer-when.ts';
import { branch } from './branch.ts';
import { breakCircuit } from './break-circuit.ts';
import { clientAddress } from './client-address.ts';
import { compress } from './compress.ts';
import { chooseUpstream } from './choose-upstream.ts';
import { attachLabels } from './attach-labels.ts';
import { authenticateByAny } from './authenticate-by-any.ts';
import { authenticateByJwt } from './authenticate-by-jwt.ts';
import { authenticateByKey } from './authenticate-by-key.ts';
import { authenticateByPassword } from './authenticate-by-password.ts';
import { authenticateBySignature } from './authenticate-by-signature.ts';
import { checkCsrfToken } from './check-csrf-token.ts';
import { cors } from './cors.ts';
import { identify } from './identify.ts';
import { askPolicy } from './ask-policy.ts';
import { askServer } from './ask-server.ts';
import { limitConcurrency } from './limit-concurrency.ts';
import { limit } from './limit.ts';
import { delay } from './delay.ts';
import { metrics } from './metrics.ts';
import { mirror } from './mirror.ts';
import { redirect } from './redirect.ts';
import { restrict } from './restrict.ts';
import { rewriteRequest } from './rewrite-request.ts';
import { rewriteResponse } from './rewrite-response.ts';
import { limitBody } from './limit-body.ts';
import { validateBody } from './validate-body.ts';
import { isClosed, unmapped } from './unmapped.ts';
import { writeLog } from './write-log.ts';
import type { Applied, PolicyContext, Variant } from './variant.ts';

type Translate<P> = (policy: P, variants: readonly Variant[], context: PolicyContext) => Applied;
type Table = { readonly [K in PolicyKind]: Translate<Extract<Policy, { readonly kind: K }>> };

const translations = {
  'rewrite-request': rewriteRequest,
  'rewrite-response': rewriteResponse,
  redirect,
  identify,
  cors,
  'authenticate-by-key': authenticateByKey,
  'authenticate-by-password': authenticateByPassword,
  'authenticate-by-jwt': authenticateByJwt,
  limit,
  'limit-concurrency': limitConcurrency,
  'break-circuit': breakCircuit,
  'ask-server': askServer,
  'ask-policy': askPolicy,
  compress,
  mirror,
  'answer-when': answerWhen,
  delay,
  'client-address': clientAddress,
  'validate-body': validateBody,
  'limit-body': limitBody,
  branch: (policy, variants, context) => branch(policy, variants, context, apply),
  'choose-upstream': chooseUpstream,
  'authenticate-by-signature': authenticateBySignature,
  'authenticate-by-any': authenticateByAny,
  restrict,
  'attach-labels': attachLabels,
  'check-csrf-token': checkCsrfToken,
  metrics,
  'write-log': writeLog,
  unmapped,
} satisfies Table;

/** What acts on answers acts also on those that another policy gave before; a branch asks that of each of its parts. */
const actsOnAnswers: ReadonlySet<PolicyKind> = new Set([
  'rewrite-response',
  'cors',
  'check-csrf-token',
  'branch',
  'compress',
  'write-log',
]);

/** Whether a policy acts on requests that are known to be this consumer's, or nobody's. */
function concerns({ consumers }: Policy, consumer: string | undefined): boolean {
  if (consumers === undefined) return true;
  if ('only' in consumers) return consumer !== undefined && consumers.only.includes(consumer);
  return consumer === undefined || !consumers.except.includes(consumer);
}

/** One policy after the other, in the order of the model. */
export function apply(policy: Policy, variants: readonly Variant[], context: PolicyContext): Applied {
  // The table pairs each kind with the function for it; the compiler cannot follow the pairing through an index.
  const translate = translations[policy.kind] as Translate<Policy>;
  const late = actsOnAnswers.has(policy.kind);
  // Only what is still open, or the policy's business, is translated; the place of each variant in the order is kept.
  const differences: Applied['differences'][number][] = [];
  const next = variants.flatMap((variant) => {
    const answered = variant.final !== undefined;
    if ((answered && !late) || !concerns(policy, variant.consumer)) return [variant];
    if (variant.beforeRoute === true && policy.global === undefined) return [variant];
    const made = translate(policy, [variant], context);
    const applied =
      answered || policy.global !== 'before-route' ? made : { ...made, variants: made.variants.map(ahead) };
    differences.push(...applied.differences);
    return answered ? applied.variants : applied.variants.map((one) => withBody(one, policy.refusalBody));
  });
  return { variants: next, differences };
}

/** Marks what is answered before the policies of the route act. */
const ahead = (variant: Variant): Variant =>
  variant.final === undefined ? variant : { ...variant, beforeRoute: true };

/** The text of a refusal in place of the policy's own. */
function withBody(variant: Variant, body: string | undefined): Variant {
  const response = variant.final?.['direct_response'];
  const status: unknown = response === undefined ? undefined : Reflect.get(Object(response), 'status');
  if (body === undefined || typeof status !== 'number' || status < 400 || isClosed(variant)) return variant;
  const final = { direct_response: { status, body: { inline_string: body } } };
  return { ...variant, final, finalHeaders: variant.finalHeaders.map(asText) };
}

/** What was a page is a text now. */
function asText(option: JsonObject): JsonObject {
  const header: unknown = Object(option['header']);
  const [key, value] = ['key', 'value'].map((name) => String(Reflect.get(Object(header), name)));
  return key === 'content-type' && value?.startsWith('text/html') === true
    ? headerOption('content-type', 'text/plain; charset=utf-8')
    : option;
}
