/** YAML into documents, from the parser's events. Types follow the core schema of YAML 1.2; `<<` merges as in YAML 1.1. */
import type { Event, ScalarEvent } from 'js-yaml';
import { EVENT_ID, getScalarValue, parseEvents, SCALAR_STYLE, YAMLException } from 'js-yaml';
import { finding } from '../finding/finding.ts';
import type { Frame } from './builder.ts';
import { attach, createInterner, list, object, openDocument, scalar, setRoot } from './builder.ts';
import type { Limits } from './limits.ts';
import { mergeInto, mergeSources } from './merge.ts';
import type { Document, Node } from './node.ts';
import { Unreadable } from './problem.ts';
import { taggedScalar } from './tag.ts';
import { yamlProblem } from './yaml-problem.ts';

interface Anchor {
  readonly node: Node;
  readonly height: number;
  /** Values that it stands for, itself included. */
  readonly size: number;
}

export interface YamlSource {
  readonly text: string;
  readonly file: string;
  readonly measures: Pick<Document, 'lines' | 'astral'>;
  /** Offset in the file of an offset in the text. */
  readonly original: (offset: number) => number;
  readonly limits: Limits;
}

function events(source: YamlSource): Event[] {
  try {
    return parseEvents(source.text, { maxDepth: source.limits.depth });
  } catch (error) {
    if (error instanceof YAMLException) throw yamlProblem(error, source);
    throw error;
  }
}

/** Where the scalar begins for a reader: at its quote, or at the first character of its text. */
function beginning(event: ScalarEvent, fallback: number): number {
  if (event.valueStart < 0) return event.tagEnd >= 0 ? event.tagStart : fallback;
  const quoted = event.style === SCALAR_STYLE.SINGLE_QUOTED || event.style === SCALAR_STYLE.DOUBLE_QUOTED;
  return quoted ? event.valueStart - 1 : event.valueStart;
}

/** All documents of a YAML text. Throws Unreadable. */
export function readYaml(source: YamlSource): Document[] {
  const { text, limits, original } = source;
  const documents: Document[] = [];
  const frames: Frame[] = [];
  const intern = createInterner();
  let anchors = new Map<string, Anchor>();
  let document: Document | undefined;
  let total = 0;
  let aliased = 0;
  let last = 0;

  const current = (): Document => {
    if (document === undefined) throw new Error('a value outside of any document');
    return document;
  };
  const place = (node: Node, height: number): void => {
    const frame = frames.at(-1);
    if (frame === undefined) return setRoot(current(), node);
    frame.height = Math.max(frame.height, height + 1);
    if (!frame.merging) return attach(frame, node, current());
    const sources = mergeSources(node, frame.node);
    if (sources === undefined) throw new Unreadable(frame.keyOffset, (context) => finding('DOC021', {}, context));
    frame.merges.push(...sources);
    frame.merging = false;
    frame.key = undefined;
  };
  const keyOf = (frame: Frame): string | number | undefined =>
    frame.node.kind === 'list' ? frame.node.items.length : frame.key;
  const expectsKey = (): Frame | undefined => {
    const frame = frames.at(-1);
    return frame?.node.kind === 'object' && frame.key === undefined ? frame : undefined;
  };
  const nameAnchor = (event: { anchorStart: number; anchorEnd: number }): string | undefined =>
    event.anchorStart < 0 ? undefined : text.slice(event.anchorStart, event.anchorEnd);
  const refuseKey = (offset: number): void => {
    if (expectsKey() !== undefined) throw new Unreadable(offset, (context) => finding('DOC018', {}, context));
  };

  const open = (event: Extract<Event, { start: number }>): void => {
    refuseKey(event.start);
    total += 1;
    const parent = frames.at(-1);
    const make = event.type === EVENT_ID.SEQUENCE ? list : object;
    const node = make(
      parent?.node ?? current(),
      parent === undefined ? undefined : keyOf(parent),
      original(event.start),
    );
    frames.push({
      node,
      key: undefined,
      keyOffset: 0,
      height: 0,
      anchor: nameAnchor(event),
      totalBefore: total,
      merging: false,
      merges: [],
    });
    if (event.tagStart >= 0) taggedScalar(text, event, undefined);
    last = event.start;
  };

  const readScalar = (event: ScalarEvent): void => {
    const value = getScalarValue(text, event);
    const offset = beginning(event, last);
    if (event.valueEnd >= 0) last = event.valueEnd;
    const keyed = expectsKey();
    if (keyed !== undefined) {
      keyed.key = intern(value);
      // A quoted `<<` is a key like any other.
      keyed.merging = value === '<<' && event.style === SCALAR_STYLE.PLAIN;
      keyed.keyOffset = offset;
      const anchor = nameAnchor(event);
      if (anchor !== undefined)
        anchors.set(anchor, {
          node: scalar(keyed.node, keyed.key, original(offset), value, 'quoted', value),
          height: 0,
          size: 1,
        });
      return;
    }
    total += 1;
    const frame = frames.at(-1);
    const typed = taggedScalar(text, event, value);
    const key = frame === undefined ? undefined : keyOf(frame);
    const node = scalar(frame?.node ?? current(), key, original(offset), typed.value, typed.style, value);
    place(node, 0);
    const anchor = nameAnchor(event);
    if (anchor !== undefined) anchors.set(anchor, { node, height: 0, size: 1 });
  };

  const readAlias = (event: { anchorStart: number; anchorEnd: number }): void => {
    const name = text.slice(event.anchorStart, event.anchorEnd);
    const offset = event.anchorStart - 1;
    const target = anchors.get(name);
    if (frames.some((frame) => frame.anchor === name))
      throw new Unreadable(offset, (context) => finding('DOC013', { name }, context));
    if (target === undefined) throw new Unreadable(offset, (context) => finding('DOC012', { name }, context));
    last = event.anchorEnd;
    const keyed = expectsKey();
    if (keyed !== undefined) {
      if (target.node.kind !== 'scalar') return refuseKey(offset);
      keyed.key = intern(target.node.text);
      keyed.keyOffset = offset;
      return;
    }
    total += target.size;
    aliased += target.size;
    if (aliased > limits.aliased)
      throw new Unreadable(offset, (context) => finding('DOC014', { limit: limits.aliased }, context));
    if (frames.length + target.height > limits.depth)
      throw new Unreadable(offset, (context) => finding('DOC015', { limit: limits.depth }, context));
    place(target.node, target.height);
  };

  const close = (): void => {
    const frame = frames.pop();
    if (frame === undefined) {
      documents.push(current());
      document = undefined;
      return;
    }
    mergeInto(frame.node, frame.merges);
    const { node, height } = frame;
    if (frame.anchor !== undefined) anchors.set(frame.anchor, { node, height, size: 1 + total - frame.totalBefore });
    place(node, height);
  };

  const all = events(source);
  const consumed: Event = { type: EVENT_ID.POP };
  for (let index = 0; index < all.length; index++) {
    const event = all[index] ?? consumed;
    // Events of a large file take more memory than its nodes: let go of each as soon as it has been read.
    all[index] = consumed;
    if (event.type === EVENT_ID.SCALAR) readScalar(event);
    else if (event.type === EVENT_ID.POP) close();
    else if (event.type === EVENT_ID.ALIAS) readAlias(event);
    else if (event.type === EVENT_ID.DOCUMENT) {
      anchors = new Map();
      document = openDocument({ file: source.file, index: documents.length, ...source.measures, syntax: 'yaml' });
    } else open(event);
  }
  return documents;
}
