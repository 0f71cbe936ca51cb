/** Prometheus' text exposition format 0.0.4: one sample a line. */
export interface Sample {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

const line = /^([A-Za-z_:][\w:]*)(?:\{(.*)\})?\s+(\S+)(?:\s+-?\d+)?\s*$/;
const label = /([A-Za-z_]\w*)\s*=\s*"((?:[^"\\]|\\.)*)"\s*(?:,\s*|$)/gy;

/** The samples of a text; undefined when a line that is neither empty nor a comment is none. */
export function parseExposition(text: string): Sample[] | undefined {
  const samples: Sample[] = [];
  for (const raw of text.split('\n')) {
    if (raw.trim() === '' || raw.startsWith('#')) continue;
    const parts = line.exec(raw);
    if (parts?.[1] === undefined) return undefined;
    const labels = parseLabels(parts[2] ?? '');
    if (labels === undefined) return undefined;
    samples.push({ name: parts[1], labels, value: parseNumber(parts[3] ?? '') });
  }
  return samples;
}

function parseLabels(text: string): Record<string, string> | undefined {
  const labels: Record<string, string> = {};
  let end = 0;
  for (const match of text.matchAll(label)) {
    labels[match[1] ?? ''] = (match[2] ?? '').replace(/\\(.)/g, (_, c: string) => (c === 'n' ? '\n' : c));
    end = match.index + match[0].length;
  }
  return text.slice(end).trim() === '' ? labels : undefined;
}

const parseNumber = (text: string): number =>
  /^[+]?inf$/i.test(text) ? Number.POSITIVE_INFINITY : /^-inf$/i.test(text) ? Number.NEGATIVE_INFINITY : Number(text);
