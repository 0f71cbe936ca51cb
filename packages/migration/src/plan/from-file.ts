/** A plan from a Migration document on disk and the source that it names. Reads, and starts nothing. */
import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { beginningOf } from '@banyan/core/document/place.ts';
import { placeOf } from '@banyan/core/document/locate.ts';
import { type Finding, finding } from '@banyan/core/finding/finding.ts';
import { err, ok, type Result } from '@banyan/core/result.ts';
import { readMigration } from '../document/read.ts';
import { nodeAt } from '../document/read.ts';
import { compile } from '../world/local/convert.ts';
import { inseparable, sourceRoutes } from '../world/local/routes.ts';
import { type LoadedSource, loadSource, sourceFiles } from '../world/local/source.ts';
import { refuseClosed } from './closed.ts';
import { makePlan } from './make.ts';
import type { Plan } from './plan.ts';

export interface PlanOptions {
  /** For `${{NAME}}` in the source. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Routes that may be served closed. */
  readonly accept: readonly string[];
}

export interface FilePlan {
  readonly plan: Plan;
  /** What the plan and the conversion have to say. */
  readonly findings: readonly Finding[];
  /** Why `run` would refuse; undefined when it would not. */
  readonly refusal: Finding | undefined;
  /** Variables that the source uses. */
  readonly variables: readonly string[];
}

export function planFile(file: string, options: PlanOptions): Result<FilePlan, readonly Finding[]> {
  const path = resolve(file);
  const bytes = readBytes(path);
  if (!bytes.ok) return bytes;
  const read = readMigration(bytes.value, file);
  if (!read.ok) return read;
  const { document, root } = read.value;
  const { spec } = document;
  const named = typeof spec.source.apisix === 'string' ? [spec.source.apisix] : spec.source.apisix;
  const files = sourceFiles(named.map((one) => resolve(dirname(path), one)));
  const source = loadSource(files, options.environment);
  if (!source.ok) return source;
  const emulate = spec.source.emulate === true;
  if (!emulate && spec.source.address === undefined) {
    return err([finding('MIG033', {}, { source: placeOf(nodeAt(root, ['spec', 'source'])) })]);
  }
  const address = emulate ? undefined : spec.source.address;
  const { grpcAddress } = spec.source;
  const planned = makePlan({
    read: read.value,
    file: path,
    source: {
      kind: 'apisix',
      files,
      address,
      metrics: emulate ? undefined : spec.source.metrics,
      ...(emulate || grpcAddress === undefined ? {} : { grpcAddress }),
    },
    sourceDigest: source.value.digest,
    routes: sourceRoutes(source.value.model),
    accept: options.accept,
  });
  if (!planned.ok) return planned;
  return check(planned.value.plan, planned.value.findings, source.value);
}

function check(plan: Plan, findings: readonly Finding[], source: LoadedSource): Result<FilePlan, readonly Finding[]> {
  const pair = inseparable(source.model, plan.phases);
  if (pair !== undefined) return err([finding('MIG028', { route: pair.route, other: pair.other })]);
  const moving = new Set(plan.phases.flatMap(({ routes }) => routes));
  // Where the new gateway will listen changes nothing about what it can serve.
  const made = compile(source, { address: '127.0.0.1', port: 1 }, '');
  const refusal = refuseClosed(
    made.closed.filter(({ route }) => moving.has(route)),
    plan.accept,
  );
  return ok({ plan, findings: [...findings, ...made.findings], refusal, variables: source.variables });
}

function readBytes(file: string): Result<Buffer, readonly Finding[]> {
  try {
    return ok(readFileSync(file));
  } catch (error) {
    const reason = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
    return err([finding('EMU004', { reason }, { source: beginningOf(file) })]);
  }
}
