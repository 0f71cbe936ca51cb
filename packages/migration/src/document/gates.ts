/** What a Migration document says of gates, of their certainty, and of when shares may rise. */
import { z } from 'zod';
import { duration, percent } from './units.ts';

const notKnowing = z.enum(['hold', 'fail']);

export const Gates = z
  .strictObject({
    errors: percent
      .optional()
      .describe('Most that may fail (answers of class 5xx, and none at all) within the window. Equal passes.'),
    worse: percent
      .optional()
      .describe(
        'New against old: by how many percentage points the error ratio of the new side may exceed that of the old one. Takes the place of `errors` where that is not written.',
      ),
    proof: z
      .enum(['required', 'none'])
      .optional()
      .describe(
        'Whether the stage waits until the new side is shown not to be `worse` (required, unless said otherwise), or goes on while it is not shown to be worse',
      ),
    availability: percent
      .optional()
      .describe('Least part of the requests that the new side must answer well over the whole run of the phase'),
    p95: duration
      .optional()
      .describe(
        'Highest latency of 95 of 100 requests. Equal passes. A limit that is not a bound of the histogram may hold.',
      ),
    window: duration.optional().describe('How far the gate looks back; the hold time unless said otherwise.'),
    minimumRequests: z.int().min(1).optional().describe('Requests on a side below which nothing is decided.'),
    noData: notKnowing.optional().describe('What no measurement means. It is never a pass.'),
    tooFewRequests: notKnowing.optional().describe('What too few requests mean. It is never a pass.'),
    sourceDown: notKnowing.optional().describe('What a counter that does not answer means. It is never a pass.'),
  })
  .describe('What must hold on both sides while a share is held');

export const afterDeadline = z
  .enum(['park', 'rollback'])
  .optional()
  .describe(
    'What follows when the deadline has passed: a human is asked (park, unless said otherwise), or everything goes back',
  );

export const deadline = duration
  .optional()
  .describe('How long, after the hold time, a stage may wait for its gates; without it, as long as it takes');

export const Certainty = z
  .strictObject({
    falseRollback: percent
      .optional()
      .describe(
        'How probable it may be that the whole run goes back by `worse` although the new side is no worse; 5% unless said otherwise',
      ),
    missedRegression: percent
      .optional()
      .describe('How probable it may be that a new side that is `worse` passes a stage; 5% unless said otherwise'),
  })
  .describe('How sure the comparisons of new and old must be, over the whole run, however often they are judged');

const clockTime = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'clock-time');
const moment = z.iso.datetime({ offset: true, error: 'moment' });

export const Calendar = z
  .strictObject({
    timeZone: z.string().optional().describe('Of `hours`, e.g. Europe/Berlin; UTC unless said otherwise'),
    hours: z
      .array(
        z.strictObject({
          days: z.array(z.enum(['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'])).min(1),
          from: clockTime.describe('First minute, e.g. "09:00"'),
          to: clockTime.describe('The minute after the last, e.g. "17:00"'),
        }),
      )
      .min(1)
      .optional()
      .describe('When shares may rise; always unless said otherwise'),
    freezes: z
      .array(
        z.strictObject({
          from: moment.describe('e.g. 2026-12-18T00:00:00Z'),
          to: moment,
          reason: z.string().optional(),
        }),
      )
      .optional()
      .describe('When no share may rise'),
  })
  .describe('When shares may rise. The way back is always open.');
