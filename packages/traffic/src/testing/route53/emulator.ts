/**
 * Route 53 for tests: the API's documented behaviour over HTTP, and name servers that answer over UDP with what is INSYNC. It
 * knows no health checks, no other routing than weights, and no limits but the one that is asked for.
 */
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { startNameServer } from './name-server.ts';
import { answerOf, type Change, changed, type RecordSet } from './sets.ts';
import { childOf, type Element, escapeXml, parseXml, textOf } from './xml.ts';

export interface Route53Emulator {
  readonly url: string;
  /** `address:port` of a name server. */
  readonly nameServer: string;
  /** As the API has them, pending or not. */
  sets(): readonly RecordSet[];
  /** Writes around everybody, at once everywhere. */
  put(...sets: readonly RecordSet[]): void;
  /** Takes away all sets of a name and type. */
  remove(name: string, type: string): void;
  /** So many requests from now on are answered with this error. */
  fail(count: number, code: string): void;
  /** Changes stay PENDING until `spread`. */
  hold(): void;
  spread(): void;
  /** Whole batches that were taken, each as `ACTION name type id weight`. */
  readonly batches: readonly (readonly string[])[];
  /** Stops answering, and answers again at the same address. */
  cutOff(): Promise<void>;
  restore(): Promise<void>;
  end(): Promise<void>;
}

const perPage = 3;

export async function route53Emulator(zone: string, first: readonly RecordSet[]): Promise<Route53Emulator> {
  let sets = first;
  let known = first;
  let held = false;
  let failing = { count: 0, code: '' };
  const pending = new Set<string>();
  const batches: string[][] = [];
  let changes = 0;

  const answer = (request: IncomingMessage, body: string): readonly [number, string] => {
    if (failing.count > 0) {
      failing.count -= 1;
      return refused(failing.code === 'ServiceUnavailable' ? 503 : 400, failing.code, 'Rate exceeded');
    }
    const url = new URL(request.url ?? '', 'http://route53');
    const [, , kind, id = '', what] = url.pathname.split('/');
    if (kind === 'change') return [200, document('GetChangeResponse', changeInfo(id))];
    if (kind !== 'hostedzone' || id !== zone || what !== 'rrset')
      return refused(404, 'NoSuchHostedZone', `No hosted zone found with ID: ${id}`);
    return request.method === 'POST' ? taken(parseXml(body)) : listed(url.searchParams);
  };
  const taken = (body: Element): readonly [number, string] => {
    const wanted = (childOf(body, 'ChangeBatch', 'Changes')?.children ?? []).map(changeIn);
    const after = changed(sets, wanted);
    const wrong = after.filter((one) => typeof one === 'string');
    if (wrong.length > 0) {
      return refused(400, 'InvalidChangeBatch', `[${wrong.join(', ')}]`);
    }
    sets = after.filter((one) => typeof one !== 'string');
    batches.push(
      wanted.map(({ action, set }) =>
        [action, set.name, set.type, set.id, set.weight].filter((part) => part !== undefined).join(' '),
      ),
    );
    changes += 1;
    const id = `C${changes}`;
    if (held) pending.add(id);
    else known = sets;
    return [200, document('ChangeResourceRecordSetsResponse', changeInfo(id))];
  };
  const changeInfo = (id: string): string =>
    `<ChangeInfo><Id>/change/${id}</Id><Status>${pending.has(id) ? 'PENDING' : 'INSYNC'}</Status><SubmittedAt>2026-01-01T00:00:00Z</SubmittedAt></ChangeInfo>`;
  const listed = (query: URLSearchParams): readonly [number, string] => {
    const from = [query.get('name') ?? '', query.get('type') ?? '', query.get('identifier') ?? ''];
    const isFrom = (set: RecordSet): boolean =>
      set.name === from[0] && (from[1] === '' || set.type === from[1]) && (from[2] === '' || set.id === from[2]);
    // Names that are not there begin after those before them; tests ask for names that are there, or for none.
    const start = from[0] === '' ? 0 : sets.findIndex(isFrom);
    const page = start < 0 ? [] : sets.slice(start, start + perPage);
    const next = start < 0 ? undefined : sets[start + perPage];
    const more =
      next === undefined
        ? '<IsTruncated>false</IsTruncated>'
        : `<IsTruncated>true</IsTruncated><NextRecordName>${escapeXml(next.name)}</NextRecordName><NextRecordType>${next.type}</NextRecordType>${next.id === undefined ? '' : `<NextRecordIdentifier>${escapeXml(next.id)}</NextRecordIdentifier>`}`;
    return [
      200,
      document(
        'ListResourceRecordSetsResponse',
        `<ResourceRecordSets>${page.map(printed).join('')}</ResourceRecordSets>${more}<MaxItems>${perPage}</MaxItems>`,
      ),
    ];
  };

  const listener = (request: IncomingMessage, response: ServerResponse): void => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const [status, body] = answer(request, Buffer.concat(chunks).toString('utf8'));
      response.writeHead(status, { 'content-type': 'text/xml', 'x-amzn-requestid': 'test' }).end(body);
    });
  };
  let server = createServer(listener).listen(0, '127.0.0.1');
  await once(server, 'listening');
  // A TCP server that listens has such an address.
  const { port } = server.address() as AddressInfo;
  const names = await startNameServer((name, type) => answerOf(known, name, type));
  const close = (): Promise<void> =>
    new Promise((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  return {
    url: `http://127.0.0.1:${port}`,
    nameServer: names.address,
    sets: () => sets,
    put: (...wanted) => {
      const after = changed(
        sets,
        wanted.map((set) => ({ action: 'UPSERT', set })),
      );
      sets = after.filter((one) => typeof one !== 'string');
      known = sets;
    },
    remove: (name, type) => {
      sets = sets.filter((set) => set.name !== name || set.type !== type);
    },
    fail: (count, code) => {
      failing = { count, code };
    },
    hold: () => {
      held = true;
    },
    spread: () => {
      held = false;
      pending.clear();
      known = sets;
    },
    batches,
    cutOff: close,
    restore: async () => {
      server = createServer(listener).listen(port, '127.0.0.1');
      await once(server, 'listening');
    },
    end: async () => {
      await Promise.all([close(), names.end()]);
    },
  };
}

const document = (name: string, content: string): string =>
  `<?xml version="1.0"?><${name} xmlns="https://route53.amazonaws.com/doc/2013-04-01/">${content}</${name}>`;

const refused = (status: number, code: string, message: string): readonly [number, string] => [
  status,
  document(
    'ErrorResponse',
    `<Error><Type>Sender</Type><Code>${code}</Code><Message>${escapeXml(message)}</Message></Error><RequestId>test</RequestId>`,
  ),
];

function changeIn(change: Element): Change {
  const at = childOf(change, 'ResourceRecordSet');
  const number = (name: string): number | undefined => {
    const text = textOf(at, name);
    return text === undefined ? undefined : Number(text);
  };
  const alias = childOf(at, 'AliasTarget');
  const values = childOf(at, 'ResourceRecords')?.children.map((one) => textOf(one, 'Value') ?? '');
  const set = {
    name: textOf(at, 'Name') ?? '',
    type: textOf(at, 'Type') ?? '',
    id: textOf(at, 'SetIdentifier'),
    weight: number('Weight'),
    ttl: number('TTL'),
    values,
    alias: alias && {
      zone: textOf(alias, 'HostedZoneId') ?? '',
      name: textOf(alias, 'DNSName') ?? '',
      health: textOf(alias, 'EvaluateTargetHealth') === 'true',
    },
  };
  return { action: textOf(change, 'Action') ?? '', set: withoutGaps(set) };
}

/** A set without what was not said, so that two can be compared. */
const withoutGaps = (set: { readonly [Key in keyof RecordSet]: RecordSet[Key] | undefined }): RecordSet =>
  // What has no value is left out, which is what the type asks.
  JSON.parse(JSON.stringify(set)) as RecordSet;

function printed({ name, type, id, weight, ttl, values, alias }: RecordSet): string {
  const part = (tag: string, value: string | number | boolean | undefined): string =>
    value === undefined ? '' : `<${tag}>${escapeXml(String(value))}</${tag}>`;
  const records = values?.map((value) => `<ResourceRecord>${part('Value', value)}</ResourceRecord>`).join('');
  return [
    '<ResourceRecordSet>',
    part('Name', name),
    part('Type', type),
    part('SetIdentifier', id),
    part('Weight', weight),
    part('TTL', ttl),
    records === undefined ? '' : `<ResourceRecords>${records}</ResourceRecords>`,
    alias === undefined
      ? ''
      : `<AliasTarget>${part('HostedZoneId', alias.zone)}${part('DNSName', alias.name)}${part('EvaluateTargetHealth', alias.health)}</AliasTarget>`,
    '</ResourceRecordSet>',
  ].join('');
}
