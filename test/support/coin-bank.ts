import type { RecordedFact } from '@libs/domain';
import { type FactHandler, HandlesFacts, JobRunner } from '@libs/outbox';
import { type RunningFoundation, startFoundation, until, withConnection } from './foundation.js';
import { CoinAdded, JarShaken, lockJar } from './jar.js';

/** What a handler was given, in the order in which it came. */
export interface Given {
  readonly aggregateId: string;
  readonly sequence: number;
  readonly id: string;
  readonly at: number;
}

type CoinFact = RecordedFact<{ value: number }>;

/** The one that is open: handlers are made by the container, which knows nothing of tests. */
let open: CoinBank;

const given = ({ aggregateId, sequence, id }: RecordedFact): Given => ({
  aggregateId,
  sequence,
  id,
  at: performance.now(),
});

@HandlesFacts('count-when-coin-added', CoinAdded, JarShaken)
export class CountWhenCoinAdded implements FactHandler {
  async handle(fact: RecordedFact): Promise<void> {
    open.counted.push(given(fact));
    return Promise.resolve();
  }
}

@HandlesFacts('mirror-when-coin-added', CoinAdded)
export class MirrorWhenCoinAdded implements FactHandler<{ value: number }> {
  async handle(fact: CoinFact): Promise<void> {
    if (open.active.has(fact.aggregateId)) open.overlaps += 1;
    open.active.add(fact.aggregateId);
    try {
      await open.mirror(fact);
      open.mirrored.push(given(fact));
    } finally {
      open.active.delete(fact.aggregateId);
    }
  }
}

/** Jars whose facts go to two handlers, one that counts and one that does what the test says. Open one at a time. */
export class CoinBank {
  static readonly handlers = [CountWhenCoinAdded, MirrorWhenCoinAdded];

  readonly counted: Given[] = [];
  readonly mirrored: Given[] = [];
  /** Jars whose fact the mirror has at this moment. */
  readonly active = new Set<string>();
  /** How often the mirror was given a fact of a jar while it still had another one of it. */
  overlaps = 0;
  /** What the mirror does with a fact before it is done; throws to fail. */
  mirror: (fact: CoinFact) => Promise<void> | void = () => undefined;

  private constructor(readonly foundation: RunningFoundation) {}

  /** Opens one on a fresh database; a fact is parked after three attempts, and nothing is handled before {@link start}. */
  static async open(): Promise<CoinBank> {
    open = new CoinBank(await startFoundation({ handlers: CoinBank.handlers, maxAttempts: 3 }));
    return open;
  }

  /** Puts coins into a jar, one fact each, in one transaction. */
  add(jarId: string, ...values: number[]): Promise<void> {
    return this.foundation.change(async (tx) => {
      const jar = await lockJar(tx, jarId);
      for (const value of values) jar.add(value, tx.now);
    });
  }

  /** Starts the worker. */
  start(): Promise<void> {
    return this.foundation.module.get(JobRunner).start();
  }

  /** Another process on the same database, with the same handlers; its worker is not started. */
  secondProcess(): Promise<RunningFoundation> {
    return startFoundation({ handlers: CoinBank.handlers, databaseUrl: this.foundation.url });
  }

  /** Rows of a table, with the condition that follows its name. */
  async count(from: string): Promise<number | undefined> {
    return (await this.foundation.database.row<{ n: number }>(`select count(*)::int as n from ${from}`))?.n;
  }

  /** Whether every fact is handled and every job is done. */
  readonly isIdle = async (): Promise<boolean> =>
    (await this.count('graphile_worker.jobs')) === 0 && (await this.count('delivery')) === 0;

  /** Waits for that, as long as a machine may need that does much else. @throws Error that tells what is left over */
  async untilIdle(withinMs = 20_000): Promise<void> {
    await until(this.isIdle, withinMs).catch(async (error: Error) => {
      const [jobs, deliveries] = await Promise.all(
        ['graphile_worker.jobs', 'delivery'].map((table) => this.foundation.database.rows(`select * from ${table}`)),
      );
      throw new Error(`${error.message} Left over: ${JSON.stringify({ jobs, deliveries })}`, { cause: error });
    });
  }

  /** Lets everything that waits for a later time run now. */
  hurry(): Promise<unknown> {
    return withConnection(this.foundation.url, async (client) => {
      await client.query('update graphile_worker._private_jobs set run_at = now() where locked_at is null');
      await client.query(`select pg_notify('jobs:insert', '{"count":1}')`);
    });
  }

  close(): Promise<void> {
    return this.foundation.close();
  }
}

/** The sequence numbers of a jar's facts in a list, in the order in which they came. */
export function sequencesOf(list: readonly Given[], jarId: string): number[] {
  return list.filter((one) => one.aggregateId === jarId).map(({ sequence }) => sequence);
}

/** 1, 2, 3 … n. */
export const upTo = (n: number): number[] => Array.from({ length: n }, (_, i) => i + 1);
