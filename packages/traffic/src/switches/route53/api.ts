/**
 * Route 53 through the official client, which is loaded when the first zone is asked. The client tries again by itself what was
 * throttled or came too early for the zone; what is left is a finding.
 */
import type {
  Change,
  ChangeInfo,
  ListResourceRecordSetsCommandInput,
  ResourceRecordSet,
  Route53Client,
  Route53ClientConfig,
} from '@aws-sdk/client-route-53';
import { type Finding, finding } from '@banyan/core/finding/finding.ts';
import { err, ok, type Result } from '@banyan/core/result.ts';
import { reasonOf } from '../../local/atomic.ts';
import { withDot } from './model.ts';

/** Milliseconds for one answer. */
const patience = 10_000;
/** With waits that grow, long enough for a full bucket of requests to drain. */
const attempts = 6;

export interface Zone {
  /** All sets of a name, and of one type where that is said. */
  sets(
    name: string,
    type: string | undefined,
    signal: AbortSignal,
  ): Promise<Result<readonly ResourceRecordSet[], Finding>>;
  /** All sets of the zone. */
  all(signal: AbortSignal): Promise<Result<readonly ResourceRecordSet[], Finding>>;
  change(changes: readonly Change[], comment: string, signal: AbortSignal): Promise<Result<ChangeInfo, Refusal>>;
  status(id: string, signal: AbortSignal): Promise<Result<ChangeInfo, Finding>>;
}

/** `unknown`: the batch may have been taken. */
export interface Refusal {
  readonly kind: 'invalid' | 'refused' | 'unknown';
  readonly finding: Finding;
}

/** Credentials and region as the AWS tools find them, unless the configuration says more. */
export async function openZone(zone: string, config: Route53ClientConfig = {}): Promise<Zone> {
  const sdk = await import('@aws-sdk/client-route-53');
  const client: Route53Client = new sdk.Route53Client({ region: 'us-east-1', maxAttempts: attempts, ...config });
  const limited = (signal: AbortSignal) => ({ abortSignal: AbortSignal.any([signal, AbortSignal.timeout(patience)]) });
  const page = async (input: Partial<ListResourceRecordSetsCommandInput>, signal: AbortSignal) =>
    client.send(new sdk.ListResourceRecordSetsCommand({ HostedZoneId: zone, ...input }), limited(signal));
  const silent = (error: unknown): Result<never, Finding> =>
    err(finding('TRF070', { service: 'Route 53', reason: wordsOf(error) }));
  const list = async (
    from: Partial<ListResourceRecordSetsCommandInput>,
    wanted: (set: ResourceRecordSet) => boolean,
    signal: AbortSignal,
  ): Promise<Result<readonly ResourceRecordSet[], Finding>> => {
    const found: ResourceRecordSet[] = [];
    let next: Partial<ListResourceRecordSetsCommandInput> | undefined = from;
    try {
      while (next !== undefined) {
        const answer = await page(next, signal);
        const sets = answer.ResourceRecordSets ?? [];
        const some = sets.filter(wanted);
        found.push(...some);
        const { NextRecordName: name, NextRecordType: type, NextRecordIdentifier: id } = answer;
        // Sets stand in order: after the last that is wanted comes none.
        const over = answer.IsTruncated !== true || some.length < sets.length || name === undefined;
        next = over
          ? undefined
          : {
              StartRecordName: name,
              StartRecordType: type,
              ...(id === undefined ? {} : { StartRecordIdentifier: id }),
            };
      }
      return ok(found);
    } catch (error) {
      return silent(error);
    }
  };
  return {
    sets(name, type, signal) {
      const wanted = (set: ResourceRecordSet): boolean =>
        withDot(unescaped(set.Name)) === withDot(name) && (type === undefined || set.Type === type);
      return list(
        { StartRecordName: name, ...(type === undefined ? {} : { StartRecordType: typeOf(type) }) },
        wanted,
        signal,
      );
    },
    all: (signal) => list({}, () => true, signal),
    async change(changes, comment, signal) {
      try {
        const input = { HostedZoneId: zone, ChangeBatch: { Comment: comment, Changes: [...changes] } };
        const answer = await client.send(new sdk.ChangeResourceRecordSetsCommand(input), limited(signal));
        return ok(answer.ChangeInfo ?? { Id: undefined, Status: undefined, SubmittedAt: undefined });
      } catch (error) {
        if (error instanceof sdk.InvalidChangeBatch) return refusal('invalid', error);
        if (error instanceof sdk.Route53ServiceException) {
          const kind = error.$fault === 'client' && !throttled(error.name) ? 'refused' : 'unknown';
          return refusal(kind, error);
        }
        return refusal('unknown', error);
      }
    },
    async status(id, signal) {
      try {
        const answer = await client.send(new sdk.GetChangeCommand({ Id: id }), limited(signal));
        return ok(answer.ChangeInfo ?? { Id: id, Status: undefined, SubmittedAt: undefined });
      } catch (error) {
        return silent(error);
      }
    },
  };
}

// The types that the switch asks for are all known to the client.
const typeOf = (type: string) => type as NonNullable<ListResourceRecordSetsCommandInput['StartRecordType']>;

const throttled = (name: string): boolean =>
  ['Throttling', 'ThrottlingException', 'PriorRequestNotComplete'].includes(name);

function refusal(kind: Refusal['kind'], error: unknown): Result<never, Refusal> {
  const reason = wordsOf(error);
  const why =
    kind === 'unknown'
      ? finding('TRF070', { service: 'Route 53', reason })
      : finding('TRF071', { service: 'Route 53', reason });
  return err({ kind, finding: why });
}

/** The service's name for the failure, and what it says of it. */
function wordsOf(error: unknown): string {
  if (!(error instanceof Error)) return reasonOf(error);
  return [error.name, error.message].filter((part) => part !== '' && part !== 'Error').join(': ') || reasonOf(error);
}

/** Route 53 tells unusual characters of names as octal numbers: `\052` is the star. */
const unescaped = (name = ''): string =>
  name.replaceAll(/\\(\d{3})/g, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 8)));
