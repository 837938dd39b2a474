import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { collectDefaultMetrics, Counter, Gauge, Histogram, type Metric, Registry } from 'prom-client';

const secondsBuckets = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/**
 * What this process counts and measures. Asking twice for a metric of one name gives the same one.
 * Names follow the manners of Prometheus (`parley_chats_missed_total`, `…_seconds`), and the values of a label come
 * from a short fixed list, never from a caller.
 */
@Injectable()
export class Metrics implements OnApplicationShutdown {
  private readonly registry = new Registry();

  constructor() {
    collectDefaultMetrics({ register: this.registry });
  }

  /** The type of `text()` as an HTTP content type. */
  get contentType(): string {
    return this.registry.contentType;
  }

  /** All metrics in the text format of Prometheus. */
  text(): Promise<string> {
    return this.registry.metrics();
  }

  /**
   * A number that only grows.
   *
   * @throws {TypeError} when the name is taken by a metric of another kind
   */
  counter<L extends string = never>(name: string, help: string, labelNames: readonly L[] = []): Counter<L> {
    return this.once(name, Counter<L>, () => new Counter({ name, help, labelNames, registers: [this.registry] }));
  }

  /**
   * A number that goes up and down. `read`, if given, is asked whenever the metrics are fetched.
   *
   * @throws {TypeError} when the name is taken by a metric of another kind
   */
  gauge<L extends string = never>(
    name: string,
    help: string,
    labelNames: readonly L[] = [],
    read?: () => number | Promise<number>,
  ): Gauge<L> {
    const collect = read && (async () => gauge.set(await read()));
    const gauge: Gauge<L> = this.once(
      name,
      Gauge<L>,
      () => new Gauge({ name, help, labelNames, registers: [this.registry], ...(collect ? { collect } : {}) }),
    );
    return gauge;
  }

  /**
   * How values are spread over buckets; the default ones suit seconds between 5 ms and 10 s.
   *
   * @throws {TypeError} when the name is taken by a metric of another kind
   */
  histogram<L extends string = never>(
    name: string,
    help: string,
    labelNames: readonly L[] = [],
    buckets: readonly number[] = secondsBuckets,
  ): Histogram<L> {
    const make = () => new Histogram({ name, help, labelNames, buckets: [...buckets], registers: [this.registry] });
    return this.once(name, Histogram<L>, make);
  }

  onApplicationShutdown(): void {
    this.registry.clear();
  }

  private once<M extends Metric>(name: string, kind: abstract new (...args: never[]) => M, make: () => M): M {
    const found: unknown = this.registry.getSingleMetric(name);
    if (found === undefined) return make();
    if (found instanceof kind) return found;
    throw new TypeError(`the metric ${name} exists already and is no ${kind.name}`);
  }
}
