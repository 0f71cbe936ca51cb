/** `--report FORMAT [--report-file FILE]`: a report beside, or instead of, what the command prints. */
import { writeFileSync } from 'node:fs';
import { reasonOf } from '@banyan/core/files/reason.ts';
import type { Finding } from '@banyan/core/finding/finding.ts';
import { finding } from '@banyan/core/finding/finding.ts';
import type { Result } from '@banyan/core/result.ts';
import { err, ok } from '@banyan/core/result.ts';
import { options as words } from '@banyan/core/words/options.ts';
import type { Conversion } from '@banyan/gateway/convert/convert.ts';
import { reportData } from '@banyan/gateway/report/data.ts';
import { renderers } from '@banyan/gateway/report/list.ts';
import type { Context, OptionSpec } from '../frame/command.ts';

const formats = ['text', 'json', 'sarif', 'markdown', 'html'] as const;

export const reportOptions: readonly OptionSpec[] = [
  { flags: '--report <FORMAT>', description: words.report, choices: formats },
  { flags: '--report-file <FILE>', description: words.reportFile },
];

/** What goes to stdout. `told`: what the command prints anyway. */
export function report(context: Context, conversion: Conversion, told: () => string): Result<string, Finding> {
  const format = context.options.text('report');
  const file = context.options.text('reportFile');
  const rendered = textOf(context, conversion, format ?? 'text', told);
  if (file === undefined) return ok(format === undefined ? told() : rendered);
  try {
    writeFileSync(file, rendered);
    return ok(told());
  } catch (error) {
    return err(finding('CNV002', { folder: file, reason: reasonOf(error) }));
  }
}

function textOf(context: Context, conversion: Conversion, format: string, told: () => string): string {
  if (format !== 'json' && format !== 'sarif' && format !== 'markdown' && format !== 'html') return told();
  return renderers[format](reportData(conversion.material), context.locale);
}
