import { z } from 'zod';

/** One request, as a line of JSON. Everything but the path has a default. */
export const requestSchema = z
  .object({
    method: z.string().min(1).default('GET').describe('In capitals, as on the wire.'),
    path: z.string().describe('Request target as sent: raw path and query.'),
    host: z
      .string()
      .nullable()
      .default(null)
      .describe('Host header as sent, with port; null when none is sent (HTTP/1.0).'),
    headers: z
      .record(z.string(), z.union([z.string(), z.array(z.string())]))
      .default({})
      .describe('A list is a repeated header.'),
    body: z.string().optional(),
    client_ip: z.string().optional().describe('Address of the peer; 127.0.0.1 unless told otherwise.'),
    client_port: z.int().min(1).max(65_535).optional().describe('Port of the peer, where it is known.'),
    scheme: z.enum(['http', 'https']).optional(),
    http_version: z.enum(['1.0', '1.1', '2']).optional(),
    port: z.int().min(1).max(65_535).optional().describe('Port the request arrives at.'),
    sni: z.string().optional().describe('TLS server name.'),
    client_certificate: z.string().optional().describe('PEM of the certificate that the client shows for itself.'),
    pause_before_ms: z.number().min(0).optional().describe('How long after the request before this one it comes.'),
  })
  .meta({ title: 'Request', description: 'A request to a gateway.' });

const traceStep = z.object({
  step: z.string().describe('What was decided: host, path, route, plugin, consumer, upstream ...'),
  detail: z.string(),
  place: z.string().optional().describe('file:line:column of what decided, or its pointer.'),
});

const upstreamView = z.object({
  method: z.string(),
  target: z.string().describe('Path and query.'),
  host: z.string(),
  headers: z.record(z.string(), z.string()).describe('New or changed headers, lower-case names.'),
  removed: z.array(z.string()).optional().describe('Request headers that do not arrive.'),
  body: z.string().optional().describe('When it differs from that of the request.'),
});

/** What the gateway answers, as a line of JSON. */
export const answerSchema = z
  .object({
    status: z.int().optional(),
    statuses: z.array(z.int()).optional().describe('Instead of status, when it depends on which node is picked first.'),
    route: z.string().nullable().describe('Id of the route that matched; null when none did.'),
    matched_uri: z.string().optional(),
    matched_host: z.string().optional(),
    consumer: z.string().optional(),
    nodes: z.array(z.string()).optional().describe('host:port of the nodes that may receive the request.'),
    upstream: upstreamView.optional().describe('What the node receives.'),
    headers: z
      .record(z.string(), z.string())
      .optional()
      .describe('Lower-case names, repeated ones joined by a line feed.'),
    body: z.string().optional().describe('When the gateway makes or changes it.'),
    trace: z.array(traceStep),
    notCovered: z
      .array(z.string())
      .optional()
      .describe('Parts of the configuration that took part and are not known; the answer is then not to be relied on.'),
  })
  .meta({ title: 'Answer', description: 'What a gateway does with a request.' });

/** A line that holds no request. */
export const problemSchema = z
  .object({
    problem: z.enum(['json', 'shape']).describe('No JSON at all, or JSON that is no request.'),
    at: z.string().describe('The field that is wrong; empty for the line as a whole.'),
  })
  .meta({ title: 'Problem', description: 'A line that holds no request.' });

/** JSON Schemas of what `ask` reads and writes, by name. */
export function askSchemas(): Readonly<Record<string, object>> {
  return {
    'ask-request': z.toJSONSchema(requestSchema, { io: 'input' }),
    'ask-answer': z.toJSONSchema(answerSchema),
    'ask-problem': z.toJSONSchema(problemSchema),
  };
}
