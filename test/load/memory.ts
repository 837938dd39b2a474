import { residentBytesOf } from '@test/harness/cpu.js';

/** Resident memory at a moment. */
export interface Sample {
  /** Seconds since the watching began. */
  readonly at: number;
  readonly megabytes: number;
}

const MEGABYTE = 1024 * 1024;

/** Watches the resident memory of a process. */
export class MemoryWatch {
  readonly samples: Sample[] = [];
  readonly #started = performance.now();
  readonly #timer: NodeJS.Timeout;

  constructor(
    private readonly pid: number,
    everyMs = 250,
  ) {
    this.#timer = setInterval(() => this.#look(), everyMs).unref();
    this.#look();
  }

  /** The most since `from` seconds, in units of 1,048,576 bytes. */
  most(from = 0): number {
    return Math.max(...this.samples.filter(({ at }) => at >= from).map(({ megabytes }) => megabytes));
  }

  /** Seconds since the watching began. */
  get now(): number {
    return (performance.now() - this.#started) / 1000;
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  #look(): void {
    this.samples.push({ at: this.now, megabytes: residentBytesOf(this.pid) / MEGABYTE });
  }
}

/** The slope of the line of least squares through the samples, in megabytes per minute. */
export function slopePerMinute(samples: readonly Sample[]): number {
  const mean = (pick: (sample: Sample) => number): number =>
    samples.reduce((sum, sample) => sum + pick(sample), 0) / samples.length;
  const [x, y] = [mean(({ at }) => at), mean(({ megabytes }) => megabytes)];
  const covariance = samples.reduce((sum, { at, megabytes }) => sum + (at - x) * (megabytes - y), 0);
  const variance = samples.reduce((sum, { at }) => sum + (at - x) ** 2, 0);
  return variance === 0 ? 0 : (covariance / variance) * 60;
}
