/** What a proof says; docs/schemas/proof.json is generated from it. No credential stands in it: see secrets.ts. */
import { z } from 'zod';

const count = z.int().min(0);

const request = z
  .object({
    method: z.string(),
    path: z.string().describe('Request target as sent: raw path and query.'),
    host: z.string().nullable(),
    headers: z.record(z.string(), z.union([z.string(), z.array(z.string())])),
    body: z.string().optional(),
    client_ip: z.string().optional(),
    scheme: z.enum(['http', 'https']).optional(),
    http_version: z.enum(['1.0', '1.1', '2']).optional(),
    sni: z.string().optional(),
  })
  .describe('Credentials stand as $CREDENTIAL_1 and so on.');

const step = z.object({
  request,
  repeat: count.optional().describe('So often, one after the other.'),
  pause: count.optional().describe('Milliseconds after the step before.'),
});

const decision = z.object({
  step: z.string(),
  detail: z.string(),
  place: z.string().optional().describe('file:line:column'),
});

const answer = z.object({
  answer: z.record(z.string(), z.unknown()).describe('In the notation of docs/reference/vectors.md.'),
  decided: z.array(decision).describe('What led there, the last decisions last.'),
});

const differenceSchema = z.object({
  verdict: z.enum(['known', 'unknown']),
  route: z.string().nullable().describe('Route of the source that answers; null when none does.'),
  codes: z.array(z.string()).describe('Findings of the conversion that announce it.'),
  fields: z.array(z.object({ field: z.string(), source: z.unknown(), target: z.unknown() })),
  count: count.describe('Witnesses that show it.'),
  kinds: z.array(z.string()).describe('Kinds of these witnesses.'),
  witness: z.object({
    steps: z.array(step),
    nodes: z
      .object({
        status: z.int(),
        headers: z.record(z.string(), z.string()),
        body: z.string(),
        failed: z.enum(['refused', 'timeout']).optional(),
      })
      .optional()
      .describe('How the nodes answer; the plain echo unless given.'),
    chances: count.optional().describe('So many ways in which chance may decide.'),
  }),
  at: count.describe('The step that shows it, from 0.'),
  curl: z.array(z.string()).describe('The same as lines for a shell.'),
  credentials: z.array(z.object({ variable: z.string(), meaning: z.string() })),
  source: answer,
  target: answer,
});

const routeSchema = z.object({
  route: z.string().nullable(),
  place: z.string().optional(),
  verdict: z.enum(['same', 'known', 'unknown', 'not-covered']),
  codes: z.array(z.string()),
  why: z.array(z.string()).describe('What is not covered.'),
  untried: z.array(z.string()).describe('What was left out because it takes too many requests.'),
  witnesses: z.record(z.string(), z.object({ asked: count, known: count, unknown: count, 'not-covered': count })),
});

const sideSchema = z.object({ format: z.string(), name: z.string(), files: z.array(z.string()) });

export const proofSchema = z
  .object({
    apiVersion: z.literal('banyan.dev/v1alpha1'),
    kind: z.literal('Proof'),
    source: sideSchema,
    target: sideSchema,
    seed: z.int(),
    budget: count.describe('Requests of the random search.'),
    summary: z.object({
      routes: z.object({ same: count, known: count, unknown: count, 'not-covered': count }),
      witnesses: count,
      evaluations: count,
      differ: z.object({ known: count, unknown: count }).describe('Witnesses.'),
    }),
    traffic: z
      .object({
        requests: count,
        same: count,
        known: count,
        unknown: count,
        'not-covered': count,
        unread: count.describe('Lines that hold no request.'),
      })
      .optional()
      .describe('Recorded requests, each as often as it came.'),
    live: z
      .object({ old: z.string(), new: z.string(), sent: count.describe('Witnesses that were sent to both.') })
      .optional()
      .describe('Answers are those of two running gateways.'),
    kinds: z.array(z.string()).describe('Kinds of witnesses, in the order of reports.'),
    routes: z.array(routeSchema),
    differences: z.array(differenceSchema).describe('Grouped by cause; unknown ones first.'),
  })
  .meta({ title: 'Proof', description: 'Whether a target answers as its source does, and where not.' });

export type Proof = z.infer<typeof proofSchema>;
export type ProofDifference = z.infer<typeof differenceSchema>;
export type ProofRoute = z.infer<typeof routeSchema>;

/** The published schema by name. */
export const proofSchemas = (): Readonly<Record<string, object>> => ({ proof: z.toJSONSchema(proofSchema) });
