import pg from 'pg';
import { SystemIds } from '@libs/domain';
import { add, now, past, stage, take, upTo, useFeed, valueOf } from '@test/support/live-feed.js';
import { FactFeed } from './fact-feed.js';
import { FactReader } from './fact-reader.js';
import { FanOut } from './fan-out.js';

useFeed();

describe('transactions that commit out of order', () => {
  const open = async (): Promise<pg.Client> => {
    const client = new pg.Client({ connectionString: stage.running.url });
    await client.connect();
    await client.query('begin');
    return client;
  };
  const store = (client: pg.Client, aggregateId: string, sequence: number, value: number) =>
    client.query(
      `insert into fact (id, type, aggregate_type, aggregate_id, sequence, actor_kind, actor_id, origin, occurred_at, payload)
       values (gen_random_uuid(), 'CoinAdded', 'Jar', $1, $2, 'SYSTEM', 'test', 'PARLEY', now(), $3)`,
      [aggregateId, sequence, { value }],
    );
  const commit = async (client: pg.Client) => {
    await client.query("select pg_notify('parley_facts', '')");
    await client.query('commit');
    await client.end();
  };

  it('are neither skipped nor repeated, live or resumed at any point', async () => {
    const ids = new SystemIds();
    const [a, b, c] = [ids.next(), ids.next(), ids.next()] as const;
    const filter = { aggregateIds: [a, b, c] };
    const start = await now();
    const live = stage.feed.open(filter, { after: start });
    await take(live, 1);

    const early = await open();
    await store(early, a, 1, 1); // takes the lower transaction id and the lower position
    const late = await open();
    await store(late, b, 1, 2);
    await commit(late);
    const first = await take(live, 1);
    expect(first.map(valueOf)).toEqual([2]);
    const between = await past(filter, start);
    expect(between.values).toEqual([2]);
    await commit(early);
    const second = await take(live, 1);
    expect(second.map(valueOf)).toEqual([1]);

    const last = await open();
    await store(last, c, 1, 3);
    await commit(last);
    expect((await take(live, 1)).map(valueOf)).toEqual([3]);
    expect((await past(filter, first[0]?.cursor ?? '')).values).toEqual([1, 3]);
    expect((await past(filter, second[0]?.cursor ?? '')).values).toEqual([3]);
    expect((await past(filter, between.cursor)).values).toEqual([1, 3]);
    expect((await past(filter, start)).values).toEqual([1, 2, 3]);
    await live.return?.();
  });

  it('are not repeated to a stream that had read further than the process when it caught up', async () => {
    const ids = new SystemIds();
    const [a, b] = [ids.next(), ids.next()] as const;
    const filter = { aggregateIds: [a, b] };
    // A process that hears nothing until it is told, so that its reading stays behind.
    class DeafFanOut extends FanOut {
      news: () => void = () => undefined;
      override onFacts(listener: () => void): void {
        this.news = listener;
      }
      override onSignal(): void {}
      override signal(): Promise<void> {
        return Promise.resolve();
      }
      override announce(): void {}
      override readonly isConnected = false;
      override start(): Promise<void> {
        return Promise.resolve();
      }
      override stop(): Promise<void> {
        return Promise.resolve();
      }
    }
    const fanOut = new DeafFanOut();
    const shutdown = { onShutdown: () => undefined } as unknown as ConstructorParameters<typeof FactFeed>[2];
    const reader = stage.running.module.get(FactReader);
    const deaf = new FactFeed(reader, fanOut, shutdown);
    await deaf.onApplicationBootstrap();
    try {
      const start = await now();
      const early = await open();
      await store(early, a, 1, 1); // position 1, commits after the stream has caught up
      const late = await open();
      await store(late, b, 1, 2); // position 2, committed before
      await commit(late);
      const stream = deaf.open(filter, { after: start });
      expect((await take(stream, 2)).map(valueOf)).toEqual([2, Number.NaN]);
      await commit(early);
      fanOut.news();
      const [item] = await take(stream, 1);
      expect(item && valueOf(item)).toBe(1);
      // The process reads both in one batch, 1 before 2; the stream has had 2 already.
      expect((await past(filter, item?.cursor ?? '')).values).toEqual([]);
      await stream.return?.();
    } finally {
      await deaf.stop();
    }
  });

  it('do not keep the facts of 20 writers from a reader that reconnects at random: all, once, in order', async () => {
    const writers = 20;
    const facts = 50;
    const jars = await Promise.all(upTo(writers).map(() => stage.running.jar()));
    const filter = { aggregateIds: jars };
    let cursor = await now();
    const writing = Promise.all(
      jars.map(async (jarId, i) => {
        for (let sent = 0; sent < facts;) {
          const values = upTo(Math.min(1 + ((sent + i) % 4), facts - sent));
          await add(jarId, ...values.map((n) => i * 1000 + sent + n).map((n) => n % 7));
          sent += values.length;
        }
      }),
    );
    const seen = new Map<string, number[]>(jars.map((jarId) => [jarId, []]));
    let received = 0;
    let connections = 0;
    let dice = 12_345;
    while (received < writers * facts) {
      connections += 1;
      dice = (dice * 1_103_515_245 + 12_345) % 2_147_483_648;
      const stream = stage.feed.open(filter, { after: cursor });
      for (let left = 1 + (dice % 40); left > 0 && received < writers * facts; left -= 1) {
        const { done, value: item } = await stream.next();
        if (done) throw new Error('The stream ended.');
        cursor = item.cursor;
        if (item.kind !== 'fact') continue;
        received += 1;
        seen.get(item.fact.aggregateId)?.push(item.fact.sequence);
      }
      await stream.return?.();
    }
    await writing;
    for (const jarId of jars) expect(seen.get(jarId)).toEqual(upTo(facts));
    expect(connections).toBeGreaterThan(20);
    expect((await past(filter, cursor)).values).toEqual([]);
  });
});
