/** Writes docs/reference/findings.md from the catalogue; `--check` fails when the file is stale. */
import { readFileSync, writeFileSync } from 'node:fs';
import { definition, type FindingCode } from '../packages/core/src/finding/finding.ts';
import { catalogue } from '../packages/core/src/findings/catalogue.ts';

const target = 'docs/reference/findings.md';

/** One section for each code, in the order of the codes. */
export function findingsPage(): string {
  // The catalogue's own keys are its codes.
  const codes = (Object.keys(catalogue) as FindingCode[]).sort();
  const sections = codes.map((code) => {
    const { level, title, explanation } = definition(code);
    return [`## ${code}`, `**${title.en}** (${level}) · ${title['zh-CN']}`, explanation.en, explanation['zh-CN']].join(
      '\n\n',
    );
  });
  return ['# Findings', 'Generated from the catalogue. `banyan explain CODE` prints the same.', ...sections, ''].join(
    '\n\n',
  );
}

if (import.meta.main) {
  if (process.argv.includes('--check')) {
    if (readFileSync(target, 'utf8') !== findingsPage()) {
      console.error(`${target} is stale: run node tools/findings.ts`);
      process.exitCode = 1;
    }
  } else writeFileSync(target, findingsPage());
}
