/** One conversion: read, write, and account for every leaf. Pure: bytes in, files out. */
import type { Document } from '@banyan/core/document/node.ts';
import type { Limits } from '@banyan/core/document/limits.ts';
import type { ExitCode } from '@banyan/core/exit.ts';
import { exit } from '@banyan/core/exit.ts';
import type { Level } from '@banyan/core/finding/define.ts';
import type { Finding } from '@banyan/core/finding/finding.ts';
import { finding } from '@banyan/core/finding/finding.ts';
import { createLedger } from '@banyan/core/ledger/ledger.ts';
import type { Result } from '@banyan/core/result.ts';
import { err, ok } from '@banyan/core/result.ts';
import type { Model } from '../model/model.ts';
import { conflicts } from '../conflicts/conflicts.ts';
import { readerOf, sourceFormats } from '../readers/list.ts';
import type { Reader, ReaderOptions, SourceFile } from '../readers/reader.ts';
import { writers } from '../writers/list.ts';
import type { WriterOptions } from '../writers/writer.ts';
import type { Converted } from '../report/data.ts';
import type { Accepting } from './accept.ts';
import { accept } from './accept.ts';
import { digester } from './digest.ts';
import { fingerprintOf } from './fingerprint.ts';
import { doubles } from './doubles.ts';
import { tally, unusedCertificates } from './forgotten.ts';
import { unmeasured } from './versions.ts';
import { ledgerChunks, ledgerFile } from './ledger-lines.ts';
import type { Head, Summary } from './report.ts';
import type { Written } from '../writers/writer.ts';
import { conversionJson, ordered } from './report.ts';

export interface ConvertOptions extends Partial<WriterOptions>, ReaderOptions {
  readonly from?: string;
  readonly to: string;
  /** Findings of this level or above make the answer `no`. */
  readonly failOn?: Level;
  readonly limits?: Partial<Limits>;
  /** Every leaf is accounted for in either case; `count` leaves the file with a line for each away. */
  readonly ledger?: 'full' | 'count';
  /** Findings that somebody has accepted; they do not count for the answer. */
  readonly accept?: Accepting;
  /** Versions of the target, as the user named them: `{istio: '1.31'}`. */
  readonly versions?: Readonly<Record<string, string>>;
}

export interface OutputFile {
  /** Relative to the output folder. */
  readonly path: string;
  /** The text in pieces; may be walked through several times. */
  readonly chunks: Iterable<string>;
  /** To be readable by its owner only. */
  readonly secret: boolean;
}

export interface Conversion {
  readonly files: readonly OutputFile[];
  readonly findings: readonly Finding[];
  readonly summary: Summary;
  readonly model: Model;
  /** The form in which the source came. */
  readonly door: string;
  /** What reports are made of. */
  readonly material: Converted;
  /** 0, or 1 when there are errors inside or `failOn` is reached. */
  readonly exitCode: ExitCode;
}

const levels: readonly Level[] = ['info', 'warning', 'error'];

function readAll(
  reader: Reader,
  sources: readonly SourceFile[],
  options: ConvertOptions,
): Result<Document[], readonly Finding[]> {
  const documents: Document[] = [];
  const findings: Finding[] = [];
  const { environment = {}, limits, door } = options;
  for (const file of sources) {
    const read = reader.parse(file, { environment, limits, door });
    if (read.ok) documents.push(...read.value);
    else findings.push(...read.error);
  }
  return findings.length > 0 ? err(findings) : ok(documents);
}

function summarise(
  leaves: Summary['leaves'],
  model: Model,
  findings: readonly Finding[],
  closed: Written['closed'],
): Summary {
  const levelCount = (level: Level): number => findings.filter((found) => found.level === level).length;
  return {
    leaves,
    findings: { error: levelCount('error'), warning: levelCount('warning'), info: levelCount('info') },
    routes: new Set(model.rules.map(({ route }) => route)).size,
    rules: model.rules.length,
    upstreams: model.upstreams.size,
    consumers: model.consumers.length,
    closed: Array.from(new Set(closed.map(({ route }) => route))),
  };
}

/** What was fetched or unpacked holds secrets, and findings point into it. */
const snapshotFile = ({ name, bytes }: SourceFile): OutputFile => ({
  path: name,
  chunks: [Buffer.from(bytes).toString()],
  secret: true,
});

/** The files to write and what is to be said about them; errors are for sources that cannot be read at all. */
export function convert(given: readonly SourceFile[], asked: ConvertOptions): Result<Conversion, readonly Finding[]> {
  const from = asked.from ?? 'apisix';
  const found = readerOf(from);
  if (found === undefined) return err([finding('CNV004', { format: from, known: sourceFormats.join(', ') })]);
  const { reader } = found;
  const options = { ...asked, door: found.door };
  const writer = writers.get(options.to);
  if (writer === undefined) {
    return err([finding('CNV005', { target: options.to, known: [...writers.keys()].join(', ') })]);
  }
  const sources = given.map((file) => reader.unpack(file) ?? file);
  const documents = readAll(reader, sources, options);
  if (!documents.ok) return documents;
  const ledger = createLedger();
  const read = reader.read(documents.value, ledger, options);
  if (!read.ok) return read;
  const model = read.value;
  const written = writer.write(model, ledger, {
    allow: options.allow ?? new Set(),
    secrets: options.secrets ?? writer.secrets,
    unsupported: options.unsupported ?? 'close',
    listen: options.listen,
    ...(options.layout === undefined ? {} : { layout: options.layout }),
    ...(options.namespace === undefined ? {} : { namespace: options.namespace }),
    ...(options.namePrefix === undefined ? {} : { namePrefix: options.namePrefix }),
    ...(options.labels === undefined ? {} : { labels: options.labels }),
    ...(options.profile === undefined ? {} : { profile: options.profile }),
  });
  const unused = unusedCertificates(model.certificates ?? [], ledger);
  const { leaves, forgotten } = tally(documents.value, ledger);
  const made = ordered([
    ...model.findings,
    ...written.findings,
    ...unused,
    ...doubles(model),
    ...conflicts(model),
    ...unmeasured(writer, options.versions ?? {}),
    ...forgotten,
  ]);
  const { accepted, findings: said } = accept(made, options.accept ?? { acceptances: [], today: '' });
  const findings = said.length === 0 ? made : ordered([...made, ...said]);
  const summary = summarise(leaves, model, findings, written.closed);
  const digest = digester(
    sources.map(({ bytes }) => bytes),
    ledger,
  );
  const snapshots = sources.filter(({ snapshot }) => snapshot === true).map(snapshotFile);
  const account: readonly OutputFile[] =
    options.ledger === 'count'
      ? []
      : [{ path: ledgerFile, chunks: ledgerChunks(documents.value, ledger, digest), secret: false }];
  const names = [...[...written.files, ...snapshots, ...account].map(({ path }) => path), 'conversion.json'];
  const door = options.door ?? reader.doorOf(documents.value);
  const head: Head = {
    from: reader.format,
    door,
    to: options.to,
    versions: options.versions ?? {},
    sources: sources.map(({ name }) => name),
    files: names,
    summary,
  };
  const files: OutputFile[] = [
    ...written.files,
    ...snapshots,
    ...account,
    { path: 'conversion.json', chunks: [conversionJson(head, findings, accepted)], secret: false },
  ];
  const threshold = levels.indexOf(options.failOn ?? 'error');
  const failed = findings.some(
    (found) =>
      (found.level === 'error' || levels.indexOf(found.level) >= threshold) && !accepted.has(fingerprintOf(found)),
  );
  const material = { head, sources, files, findings, accepted, model, ledger, documents: documents.value };
  return ok({ files, findings, summary, model, door, material, exitCode: failed ? exit.no : exit.done });
}
