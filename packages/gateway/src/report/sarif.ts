/** SARIF 2.1.0, for code review and security dashboards: a rule for each code, a result for each finding. */
import type { Finding, FindingCode } from '@banyan/core/finding/finding.ts';
import { definition, describe } from '@banyan/core/finding/finding.ts';
import type { Locale } from '@banyan/core/words/locale.ts';
import { fingerprintOf } from '../convert/fingerprint.ts';
import type { ReportData } from './data.ts';

const levels = { error: 'error', warning: 'warning', info: 'note' } as const;

const ruleOf = (code: FindingCode, locale: Locale): object => {
  const { title, explanation, level } = definition(code);
  return {
    id: code,
    name: code,
    shortDescription: { text: title[locale] },
    fullDescription: { text: explanation[locale] },
    help: { text: `banyan explain ${code}` },
    defaultConfiguration: { level: levels[level] },
  };
};

/** Paths as URIs relative to where the command ran; what is no path stays readable. */
const uriOf = (file: string): string => (file === '-' ? 'stdin' : file.split('/').map(encodeURIComponent).join('/'));

function locationOf({ source }: Finding): object[] {
  if (source === undefined) return [];
  const region = { startLine: source.line, startColumn: source.column };
  const physicalLocation = { artifactLocation: { uri: uriOf(source.file) }, region };
  return [
    { physicalLocation, logicalLocations: [{ fullyQualifiedName: source.pointer === '' ? '/' : source.pointer }] },
  ];
}

function resultOf(found: Finding, index: number, data: ReportData, locale: Locale): object {
  const { message, fix } = describe(found, locale);
  const accepted = data.accepted.get(fingerprintOf(found));
  return {
    ruleId: found.code,
    ruleIndex: index,
    level: levels[found.level],
    message: { text: `${message}. ${fix}.` },
    locations: locationOf(found),
    partialFingerprints: { 'banyan/v1': fingerprintOf(found) },
    ...(accepted === undefined
      ? {}
      : {
          suppressions: [
            { kind: 'external', status: 'accepted', justification: `${accepted.reason} (${accepted.by})` },
          ],
        }),
  };
}

export function sarif(data: ReportData, locale: Locale): string {
  const codes = Array.from(new Set(data.findings.map(({ code }) => code))).sort();
  const run = {
    tool: {
      driver: {
        name: 'banyan',
        informationUri: 'https://banyan.dev',
        rules: codes.map((code) => ruleOf(code, locale)),
      },
    },
    columnKind: 'unicodeCodePoints',
    results: data.findings.map((found) => resultOf(found, codes.indexOf(found.code), data, locale)),
  };
  const log = { $schema: 'https://json.schemastore.org/sarif-2.1.0.json', version: '2.1.0', runs: [run] };
  return `${JSON.stringify(log, null, 2)}\n`;
}
