/** What `conversion.json` says, and the verdict of each route. English always. */
import { conversionJson } from '../convert/report.ts';
import type { ReportData } from './data.ts';

export function json(data: ReportData): string {
  const routes = data.routes.map((route) => `    ${JSON.stringify(route)}`);
  const list = routes.length === 0 ? '[]' : `[\n${routes.join(',\n')}\n  ]`;
  return conversionJson(data, data.findings, data.accepted).replace(/\n\}\n$/, `,\n  "routes": ${list}\n}\n`);
}
