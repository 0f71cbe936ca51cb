/** As much of XML as the API of Route 53 speaks: elements and text, no attributes that count. */
export interface Element {
  readonly name: string;
  readonly text: string;
  readonly children: readonly Element[];
}

export function parseXml(source: string): Element {
  const root = { name: '', text: '', children: [] as Element[] };
  const open = [root];
  for (const [, closing, name = '', single, text] of source.matchAll(/<(\/?)([\w:]+)[^>]*?(\/?)>|([^<]+)/g)) {
    const top = open.at(-1) ?? root;
    if (text !== undefined) top.text += decoded(text);
    else if (closing === '/') open.pop();
    else {
      const element = { name, text: '', children: [] as Element[] };
      top.children.push(element);
      if (single !== '/') open.push(element);
    }
  }
  return root.children.find(({ name }) => !name.startsWith('?')) ?? root;
}

export const childOf = (element: Element | undefined, ...path: readonly string[]): Element | undefined =>
  path.reduce((at, name) => at?.children.find((one) => one.name === name), element);

export const textOf = (element: Element | undefined, ...path: readonly string[]): string | undefined =>
  childOf(element, ...path)?.text;

export const escapeXml = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

const decoded = (text: string): string =>
  text
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&apos;', "'")
    .replaceAll('&amp;', '&');
