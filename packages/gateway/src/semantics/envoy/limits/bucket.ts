import { type Data, duration, number } from '../data.ts';

/** A token bucket that fills continuously, never above its maximum (AtomicTokenBucketImpl). */
export class Bucket {
  readonly most: number;
  /** Tokens a millisecond. */
  readonly rate: number;
  private tokens: number;
  private at: number | undefined;

  constructor(most: number, rate: number) {
    this.most = most;
    this.rate = rate;
    this.tokens = most;
  }

  take(now: number): boolean {
    this.fill(now);
    if (this.tokens < 1) return false;
    this.tokens -= 1;
    return true;
  }

  remaining(now: number): number {
    this.fill(now);
    return Math.floor(this.tokens);
  }

  /** Seconds until there is another token. */
  reset(now: number): number {
    this.fill(now);
    return this.tokens >= 1 || this.rate === 0 ? 0 : Math.ceil((1 - this.tokens) / this.rate / 1000);
  }

  private fill(now: number): void {
    const passed = this.at === undefined ? 0 : Math.max(0, now - this.at);
    this.at = now;
    this.tokens = Math.min(this.most, this.tokens + passed * this.rate);
  }
}

export interface BucketShape {
  readonly most: number;
  readonly rate: number;
}

/** A `TokenBucket` message. */
export function bucketShape(bucket: Data): BucketShape {
  const interval = duration(bucket, 'fill_interval') ?? 1;
  return { most: number(bucket, 'max_tokens') ?? 0, rate: (number(bucket, 'tokens_per_fill') ?? 1) / interval };
}
