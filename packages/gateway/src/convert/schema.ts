/** Shapes of what a conversion writes, for programs; docs/schemas is generated from them. */
import { z } from 'zod';

const place = z
  .strictObject({
    file: z.string(),
    document: z.int().min(0),
    pointer: z.string().describe('RFC 6901'),
    line: z.int().min(1),
    column: z.int().min(1).describe('in characters'),
  })
  .describe('Where something stands in a file of the source.');

const target = z.strictObject({ file: z.string(), pointer: z.string().describe('RFC 6901') });

const comparison = z.enum(['<', '<=', '>', '>=']);
const subject = z
  .string()
  .regex(
    /^(method|scheme|port|host|hostHeader|path|rawPath|query|uri|target|clientAddress|body|httpVersion|sni|(header|lines|parameter|cookie):.+)$/s,
  );

const tests = [
  z.strictObject({ subject, present: z.literal(true) }),
  z.strictObject({ subject, equals: z.string() }),
  z.strictObject({ subject, in: z.array(z.string()) }),
  z.strictObject({ subject, prefix: z.string() }),
  z.strictObject({ subject, suffix: z.string() }),
  z.strictObject({ subject, contains: z.string() }),
  z.strictObject({
    subject,
    matches: z.string().describe('RE2, found anywhere unless anchored'),
    ignoreCase: z.boolean().optional(),
  }),
  z.strictObject({ subject, number: z.strictObject({ is: z.enum(['==', '<', '<=', '>', '>=']), than: z.number() }) }),
  z.strictObject({ subject, text: z.strictObject({ is: comparison, than: z.string() }) }),
  z.strictObject({ subject, within: z.array(z.string()).describe('addresses or CIDR ranges') }),
] as const;

/** A condition over one request. A test on something that the request does not have is false. */
export const conditionSchema = z
  .union([
    z.strictObject({ always: z.boolean() }),
    z.strictObject({
      get all() {
        return z.array(conditionSchema);
      },
    }),
    z.strictObject({
      get any() {
        return z.array(conditionSchema);
      },
    }),
    z.strictObject({
      get not() {
        return conditionSchema;
      },
    }),
    ...tests,
  ])
  .meta({ id: 'condition', description: 'A condition over one request.' });

const verdict = z.enum(['exact', 'approximated', 'unsupported', 'ignored']);
const code = z.string().regex(/^[A-Z]{3}[0-9]{3}$/);

/** One line of ledger.jsonl. */
export const ledgerLineSchema = z
  .strictObject({
    file: z.string(),
    document: z.int().min(0),
    pointer: z.string().describe('RFC 6901'),
    line: z.int().min(1),
    column: z.int().min(1),
    digest: z
      .string()
      .regex(/^[0-9a-f]{16}$/)
      .describe('of the value; keyed for secrets'),
    verdict,
    codes: z.array(code),
    targets: z.array(target),
  })
  .describe('What became of one scalar, empty list or empty object of the source.');

export const findingSchema = z
  .strictObject({
    code,
    level: z.enum(['error', 'warning', 'info']),
    source: place.optional(),
    target: target.optional(),
    message: z.string(),
    fix: z.string(),
    fingerprint: z.string().describe('what it is known by from one conversion to the next; accepted findings name it'),
    accepted: z
      .strictObject({ reason: z.string(), by: z.string(), expires: z.string().optional() })
      .optional()
      .describe('somebody takes the difference as it is'),
    affects: z
      .strictObject({
        routes: z.union([z.literal('all'), z.array(z.string())]).describe('routes that answer at the source'),
        when: conditionSchema,
        headers: z
          .array(z.string())
          .optional()
          .describe('nothing differs but these request headers, which upstreams receive in addition'),
        counts: z
          .literal(true)
          .optional()
          .describe('no answer differs by itself, but how many of several requests each node gets'),
        after: z
          .strictObject({
            statuses: z.array(z.int()),
            times: z.int().min(1),
            seconds: z.number(),
            longest: z.number(),
          })
          .optional()
          .describe(
            'only while a pause lasts, which begins with every so manyth answer of these statuses and doubles each time, up to the longest',
          ),
        statuses: z
          .array(z.int())
          .optional()
          .describe('only where the source answers with one of these statuses by itself'),
        types: z
          .array(z.string())
          .optional()
          .describe(
            'only where the answer of the source has one of these content types, with any parameters unless they are named',
          ),
      })
      .optional()
      .describe('for which requests the target answers differently'),
  })
  .describe(
    'Something to know about a conversion. It predicts: a program can tell for a request whether it was announced.',
  );

const count = z.int().min(0);

export const conversionSchema = z
  .strictObject({
    apiVersion: z.literal('banyan.dev/v1alpha1'),
    kind: z.literal('Conversion'),
    from: z.string(),
    door: z.string(),
    to: z.string(),
    versions: z.record(z.string(), z.string()).optional().describe('versions of the target that were named'),
    sources: z.array(z.string()),
    files: z.array(z.string()),
    summary: z.strictObject({
      leaves: z.strictObject({ exact: count, approximated: count, unsupported: count, ignored: count }),
      findings: z.strictObject({ error: count, warning: count, info: count }),
      routes: count,
      rules: count,
      upstreams: count,
      consumers: count,
      closed: z
        .array(z.string())
        .describe('routes that answer 503 because something that protects them has no mapping'),
    }),
    findings: z.array(findingSchema),
  })
  .describe('conversion.json');

export const acceptancesSchema = z
  .strictObject({
    apiVersion: z.literal('banyan.dev/v1alpha1'),
    kind: z.literal('Acceptances'),
    accepted: z.array(
      z.strictObject({
        fingerprint: z
          .string()
          .regex(/^[0-9a-f]{16}$/)
          .describe('as conversion.json gives it'),
        reason: z.string().min(1),
        by: z.string().min(1).describe('who takes the difference on'),
        expires: z.iso.date().optional().describe('the last day on which it holds'),
      }),
    ),
  })
  .describe('Findings that somebody has accepted: `banyan convert --accept FILE`.');

/** The published schemas by name: JSON Schema (draft 2020-12). */
export function jsonSchemas(): Readonly<Record<string, object>> {
  return {
    condition: z.toJSONSchema(conditionSchema),
    finding: z.toJSONSchema(findingSchema),
    'ledger-line': z.toJSONSchema(ledgerLineSchema),
    conversion: z.toJSONSchema(conversionSchema),
    acceptances: z.toJSONSchema(acceptancesSchema),
  };
}
