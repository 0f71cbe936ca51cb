/** `banyan evidence [NAME]` prints the signed record of a migration; `banyan evidence verify FILE` checks one. */
import type { KeyObject } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { beginningOf } from '@banyan/core/document/place.ts';
import type { ExitCode } from '@banyan/core/exit.ts';
import { exit } from '@banyan/core/exit.ts';
import { reasonOf } from '@banyan/core/files/reason.ts';
import { type Finding, finding } from '@banyan/core/finding/finding.ts';
import { err, ok, type Result } from '@banyan/core/result.ts';
import { examples } from '@banyan/core/words/examples.ts';
import { options } from '@banyan/core/words/options.ts';
import { summaries } from '@banyan/core/words/summaries.ts';
import { verbs } from '@banyan/core/words/verbs.ts';
import { publicKeyOf, verifyEvidence } from '@banyan/engine/evidence/verify.ts';
import type { Command, Context } from '../frame/command.ts';
import { fail } from '../render/error.ts';
import { exitOfFailure } from '../verbs/failure.ts';
import { withMigration } from '../verbs/verb.ts';

export const evidence: Command = {
  name: 'evidence',
  summary: summaries.evidence,
  arguments: [
    { name: 'NAME', description: options.evidenceName, optional: true },
    { name: 'FILE', description: options.evidenceFile, optional: true },
  ],
  options: [{ flags: '--key <FILE>', description: options.evidenceKey }],
  examples: [
    { line: 'banyan evidence voice-assistant > evidence.jsonl', description: examples.evidence },
    { line: 'banyan evidence verify evidence.jsonl --key platform-team.pem', description: examples.evidenceVerify },
  ],
  run: (context) => {
    const [what, file] = context.arguments;
    return what === 'verify' && file !== undefined ? check(context, file) : print(context);
  },
};

const print = (context: Context): Promise<ExitCode> =>
  withMigration(context, async (client, name) => {
    const who = context.environment['USER'] ?? context.environment['LOGNAME'] ?? 'unknown';
    const made = await client.evidence(name, { who });
    if (!made.ok) return fail(context, made.error, exitOfFailure(made.error));
    context.stdout.write(made.value);
    return exit.done;
  });

/** Needs no engine: whoever checks may have nothing but the file. */
async function check(context: Context, file: string): Promise<ExitCode> {
  const named = context.options.text('key');
  const key = named === undefined ? ok(undefined) : keyIn(named);
  if (!key.ok) return fail(context, key.error, exit.usage);
  const bytes = bytesOf(file);
  if (!bytes.ok) return fail(context, bytes.error, exit.usage);
  const verified = verifyEvidence(file, bytes.value, key.value);
  if (!verified.ok) return fail(context, verified.error, exit.no);
  const { head, key: fingerprint } = verified.value;
  if (context.format === 'json') {
    context.stdout.write(`${JSON.stringify({ ...head, key: fingerprint, keyNamed: named !== undefined }, null, 2)}\n`);
    return exit.done;
  }
  const { migration: name, events, madeAt, madeBy, state } = head;
  context.stdout.write(
    `${verbs.verified[context.locale]({ name, events, madeAt, madeBy, state, key: fingerprint })}\n`,
  );
  if (named === undefined) context.stderr.write(`${verbs.unnamedKey[context.locale]}\n`);
  return exit.done;
}

function bytesOf(file: string): Result<Buffer, Finding> {
  try {
    return ok(readFileSync(file));
  } catch (error) {
    return err(finding('DOC022', { reason: reasonOf(error) }, { source: beginningOf(file) }));
  }
}

function keyIn(file: string): Result<KeyObject, Finding> {
  const bytes = bytesOf(file);
  if (!bytes.ok) return bytes;
  const key = publicKeyOf(bytes.value.toString('utf8'));
  return key === undefined ? err(finding('ENG010', { file })) : ok(key);
}
