import fc from 'fast-check';
import pg from 'pg';
import { type RecordedFact, SystemIds } from '@libs/domain';
import { CoinAdded, lockJar } from '@test/support/jar.js';
import { type RunningFoundation, startFoundation, until, withConnection } from '@test/support/foundation.js';
import { FactFeed, type FactFilter, type FeedItem } from './fact-feed.js';
import { FactReader } from './fact-reader.js';
import { FanOut, type Signal } from './fan-out.js';
import { decodeCursor, encodeCursor, encodeSnapshotCursor, ResyncRequired } from './feed-cursor.js';
import { LiveModule } from './live.module.js';
import { PostgresFanOut } from './postgres-fan-out.js';

let running: RunningFoundation;
let feed: FactFeed;

beforeAll(async () => {
  running = await startFoundation({ imports: [LiveModule], poolSize: 24 });
  feed = running.module.get(FactFeed);
});

afterAll(() => running.close());

const add = (jarId: string, ...values: number[]) =>
  running.change(async (tx) => {
    const jar = await lockJar(tx, jarId);
    for (const value of values) jar.add(value, tx.now);
  });
const upTo = (n: number) => Array.from({ length: n }, (_, i) => i + 1);
const only = (jarId: string): FactFilter => ({ aggregateIds: [jarId] });

type Stream = AsyncIterableIterator<FeedItem>;

/** The next items of a stream, `count` of them. */
async function take(stream: Stream, count: number): Promise<FeedItem[]> {
  const items: FeedItem[] = [];
  while (items.length < count) {
    const { done, value } = await stream.next();
    if (done) break;
    items.push(value);
  }
  return items;
}
/** What a stream gives up to the present, and the cursor there. */
async function past(filter: FactFilter, after: string, source = feed): Promise<{ values: number[]; cursor: string }> {
  const stream = source.open(filter, { after });
  const values: number[] = [];
  for await (const item of stream) {
    if (item.kind === 'caught-up') return { values, cursor: item.cursor };
    if (item.kind === 'fact') values.push(valueOf(item));
  }
  throw new Error('The stream ended before the present.');
}
const valueOf = (item: FeedItem): number =>
  item.kind === 'fact' ? (item.fact as RecordedFact<{ value: number }>).payload.value : Number.NaN;
const now = async (): Promise<string> => {
  const stream = feed.open({ types: [] });
  const [item] = await take(stream, 1);
  await stream.return?.();
  return item?.cursor ?? '';
};
const cut = (where: string) =>
  running.database.rows(
    `select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and ${where}`,
  );

describe('a stream', () => {
  it('starts at the present without a cursor', async () => {
    const jarId = await running.jar();
    await add(jarId, 1);
    const stream = feed.open(only(jarId));
    expect(await take(stream, 1)).toEqual([{ kind: 'caught-up', cursor: expect.any(String) }]);
    await add(jarId, 2, 3);
    await add(jarId, 4);
    expect((await take(stream, 3)).map(valueOf)).toEqual([2, 3, 4]);
    await stream.return?.();
  });

  it('gives what came after its cursor, then says that it has caught up, then goes on live', async () => {
    const jarId = await running.jar();
    const cursor = await now();
    await add(jarId, 1, 2);
    const stream = feed.open(only(jarId), { after: cursor });
    const items = await take(stream, 3);
    expect(items.map(({ kind }) => kind)).toEqual(['fact', 'fact', 'caught-up']);
    await add(jarId, 3);
    expect((await take(stream, 1)).map(valueOf)).toEqual([3]);
    await stream.return?.();
  });

  it('resumes after each of its items, live or past, without a gap or a repetition', async () => {
    const jarId = await running.jar();
    const cursor = await now();
    const live = feed.open(only(jarId));
    await take(live, 1);
    await add(jarId, 1, 2, 3);
    await add(jarId, 4);
    await add(jarId, 5, 6);
    const resumed = feed.open(only(jarId), { after: cursor });
    for (const stream of [live, resumed]) {
      const items = await take(stream, 6);
      expect(items.map(valueOf)).toEqual(upTo(6));
      for (const [i, item] of items.entries())
        expect((await past(only(jarId), item.cursor)).values).toEqual(upTo(6).slice(i + 1));
      await stream.return?.();
    }
  });

  it('resumes in the middle of a past that is longer than one reading', async () => {
    const jarId = await running.jar();
    const cursor = await now();
    for (const start of [0, 400, 800]) await add(jarId, ...Array.from({ length: 400 }, () => start % 2));
    const stream = feed.open(only(jarId), { after: cursor });
    const items = await take(stream, 1201);
    const sequences = items.flatMap((item) => (item.kind === 'fact' ? [item.fact.sequence] : []));
    expect(sequences).toEqual(upTo(1200));
    for (const i of [0, 498, 499, 500, 501, 999, 1000, 1199])
      expect((await past(only(jarId), items[i]?.cursor ?? '')).values).toHaveLength(1199 - i);
    await stream.return?.();
  });

  it('gives only what matches its filter: types, aggregates, and brands with what belongs to none', async () => {
    const ids = new SystemIds();
    const [one, other] = [ids.next(), ids.next()];
    const mine = await running.jar({ brandId: one });
    const theirs = await running.jar({ brandId: other });
    const nobodys = await running.jar();
    const cursor = await now();
    const filter: FactFilter = { types: ['CoinAdded'], aggregateIds: [mine, theirs, nobodys], brandIds: [one] };
    const live = feed.open(filter);
    await take(live, 1);
    await add(theirs, 1);
    await running.change(async (tx) => (await lockJar(tx, mine)).shake(1));
    await add(mine, 2);
    await add(nobodys, 3);
    expect((await take(live, 2)).map(valueOf)).toEqual([2, 3]);
    expect((await past(filter, cursor)).values).toEqual([2, 3]);
    await live.return?.();
  });

  it('ends at once while it waits, and frees its subscriber', async () => {
    const stream = feed.open({ types: [] });
    await take(stream, 1);
    const waiting = stream.next();
    await stream.return?.();
    expect(await waiting).toEqual({ done: true, value: undefined });
    expect(await stream.next()).toEqual({ done: true, value: undefined });
  });

  it('that is not read is told to resync instead of filling the memory', async () => {
    const jarId = await running.jar();
    const stream = feed.open(only(jarId));
    await take(stream, 1);
    let delivered = 0;
    feed.tap(['CoinAdded'], (fact) => (delivered += Number(fact.aggregateId === jarId)));
    for (const _ of upTo(11)) await add(jarId, ...Array.from({ length: 500 }, () => 0));
    await until(() => delivered === 5_500, 25_000);
    await expect(stream.next()).rejects.toBeInstanceOf(ResyncRequired);
    expect(await stream.next()).toEqual({ done: true, value: undefined });
  });
});

describe('a stream that pushes', () => {
  /** Follows a jar, with room only when it is given. */
  const follow = (jarId: string, after?: string) => {
    const items: FeedItem[] = [];
    const errors: unknown[] = [];
    let gate = Promise.withResolvers<void>();
    const leave = feed.follow(only(jarId), { after: after ?? null })({
      push: (item) => void items.push(item),
      room: () => gate.promise,
      end: (error) => void errors.push(error),
    });
    const sequences = () => items.flatMap((item) => (item.kind === 'fact' ? [item.fact.sequence] : []));
    const giveRoom = () => gate.resolve();
    const takeRoom = () => void (gate = Promise.withResolvers());
    return { items, errors, sequences, leave, giveRoom, takeRoom };
  };

  it('[L3] reads the past no faster than its sink has room, and then misses nothing of what came meanwhile', async () => {
    const jarId = await running.jar();
    const cursor = await now();
    const more = (count: number) => add(jarId, ...upTo(count).map(() => 0));
    await more(700);
    let delivered = 0;
    feed.tap(['CoinAdded'], (fact) => (delivered += Number(fact.aggregateId === jarId)));
    const { items, sequences, giveRoom, takeRoom, leave } = follow(jarId, cursor);
    // More than waits for a follower: he must read it by himself.
    for (const _ of upTo(4)) await more(500);
    await until(() => delivered >= 2_000);
    expect(items).toEqual([]);
    giveRoom();
    await until(() => items.length > 0);
    takeRoom();
    await more(1);
    giveRoom();
    await until(() => items.some(({ kind }) => kind === 'caught-up'));
    await more(2);
    await until(() => sequences().length >= 2_703);
    expect(sequences()).toEqual(upTo(2_703));
    leave();
    await more(1);
    await until(() => delivered >= 2_004);
    expect(sequences()).toHaveLength(2_703);
  });

  it('ends with the reason when its cursor cannot be resumed, and is forgotten', async () => {
    const before = feed.followers;
    const { errors } = follow(await running.jar(), 'nonsense');
    expect(feed.followers).toBe(before + 1);
    await until(() => errors.length > 0);
    expect(errors).toEqual([expect.any(ResyncRequired)]);
    expect(feed.followers).toBe(before);
  });

  it('[K4] goes on when the database was away while its past was read', async () => {
    const jarId = await running.jar();
    const cursor = await now();
    await add(jarId, 1, 2);
    const { sequences, giveRoom, errors, leave } = follow(jarId, cursor);
    const failures = async () => {
      const [row] = await running.database.rows<{ count: number }>(
        'select xact_rollback::int as count from pg_stat_database where datname = current_database()',
      );
      return row?.count ?? 0;
    };
    const before = await failures();
    await running.database.rows('alter table fact rename to fact_away');
    giveRoom();
    await until(async () => (await failures()) > before);
    await running.database.rows('alter table fact_away rename to fact');
    await until(() => sequences().length === 2);
    expect([sequences(), errors]).toEqual([[1, 2], []]);
    leave();
  });
});

describe('transactions that commit out of order', () => {
  const open = async (): Promise<pg.Client> => {
    const client = new pg.Client({ connectionString: running.url });
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
    const live = feed.open(filter, { after: start });
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
    const reader = running.module.get(FactReader);
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
    const jars = await Promise.all(upTo(writers).map(() => running.jar()));
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
      const stream = feed.open(filter, { after: cursor });
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

describe('a cursor that cannot be resumed', () => {
  it.each([
    ['empty', ''],
    ['malformed', 'not-a-cursor'],
    ['of a database that has seen more', encodeSnapshotCursor('999999999:999999999:')],
    [
      'half of such a database',
      encodeCursor({ base: '3:3:', batch: { snapshot: '999999999:999999999:', position: '1' } }),
    ],
  ])('asks for a resync when it is %s', async (_, after) => {
    await expect(feed.open({}, { after }).next()).rejects.toBeInstanceOf(ResyncRequired);
  });

  it('asks for a resync when facts after it are forgotten, and not when only older ones are', async () => {
    const jarId = await running.jar();
    const before = await now();
    await add(jarId, 1);
    const after = await now();
    try {
      await running.database.rows(
        'insert into fact_horizon (single, xid) select true, xid from fact where aggregate_id = $1',
        [jarId],
      );
      await expect(feed.open(only(jarId), { after: before }).next()).rejects.toBeInstanceOf(ResyncRequired);
      expect((await past(only(jarId), after)).values).toEqual([]);
    } finally {
      await running.database.rows('delete from fact_horizon');
    }
  });

  it('never brings PostgreSQL to a syntax error, whatever a client sends', async () => {
    const number = fc.oneof(
      fc.bigInt({ min: 0n, max: 2n ** 66n }),
      fc.constantFrom(0n, 1n, 2n ** 32n, 2n ** 32n + 1n, 2n ** 63n - 1n, 2n ** 63n, 2n ** 64n - 1n),
    );
    const wild = fc
      .tuple(number, number, fc.array(number, { maxLength: 4 }))
      .map(([low, high, ids]) => `${low}:${high}:${ids.join(',')}`);
    const tame = fc
      .tuple(
        fc.oneof(fc.bigInt({ min: 1n, max: 2n ** 40n }), number),
        fc.bigInt({ min: 0n, max: 9n }),
        fc.uniqueArray(fc.bigInt({ min: 0n, max: 9n }), { maxLength: 4 }),
      )
      .map(([low, width, ids]) => {
        const running = ids.filter((id) => id < width).toSorted((a, b) => (a < b ? -1 : 1));
        return `${low}:${low + width}:${running.map((id) => low + id).join(',')}`;
      });
    const snapshot = fc.oneof(wild, tame, tame);
    const cursor = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.tuple(fc.constantFrom('f1', 'f0'), snapshot).map((parts) => parts.join('|')),
      fc
        .tuple(fc.constant('f1'), snapshot, snapshot, fc.bigInt({ min: -9n, max: 2n ** 62n }))
        .map((parts) => parts.join('|')),
    );
    let accepted = 0;
    await fc.assert(
      fc.asyncProperty(cursor, async (text) => {
        let position;
        try {
          position = decodeCursor(Buffer.from(text, 'latin1').toString('base64url'));
        } catch (error) {
          if (error instanceof ResyncRequired) return;
          throw error;
        }
        accepted += 1;
        await running.database.rows('select $1::pg_snapshot, $2::pg_snapshot, $3::bigint', [
          position.base,
          position.batch?.snapshot ?? null,
          position.batch?.position ?? null,
        ]);
      }),
      { numRuns: 1000 },
    );
    expect(accepted).toBeGreaterThan(50);
  });
});

describe('the fan-out', () => {
  it('carries signals to the streams of their topic, between the facts', async () => {
    const jarId = await running.jar();
    const stream = feed.open(only(jarId), { topics: ['typing:1'] });
    const [start] = await take(stream, 1);
    const fanOut = running.module.get(FanOut);
    await fanOut.signal({ topic: 'typing:2', data: {} });
    await fanOut.signal({ topic: 'typing:1', data: { who: "O'Hara" } });
    expect(await take(stream, 1)).toEqual([
      { kind: 'signal', signal: { topic: 'typing:1', data: { who: "O'Hara" } }, cursor: start?.cursor },
    ]);
    await add(jarId, 1);
    expect((await take(stream, 1)).map(valueOf)).toEqual([1]);
    await stream.return?.();
  });

  it('heals when its LISTEN connection is cut, and nothing is lost', async () => {
    const jarId = await running.jar();
    const stream = feed.open(only(jarId));
    await take(stream, 1);
    expect(await cut("application_name = 'parley-listen'")).toHaveLength(1);
    await add(jarId, 1);
    expect((await take(stream, 1)).map(valueOf)).toEqual([1]);
    await until(async () => {
      const listening = await running.database.rows(
        "select 1 from pg_stat_activity where datname = current_database() and application_name = 'parley-listen' and query like 'listen%'",
      );
      return listening.length === 1;
    });
    const signals: Signal[] = [];
    running.module.get(FanOut).onSignal((signal) => signals.push(signal));
    await running.module.get(FanOut).signal({ topic: 'healed', data: {} });
    await until(() => signals.length > 0);
    expect(signals).toEqual([{ topic: 'healed', data: {} }]);
    await stream.return?.();
  });

  it('is not needed: a fact whose NOTIFY was lost arrives with the next poll', async () => {
    const jarId = await running.jar();
    const stream = feed.open(only(jarId));
    await take(stream, 1);
    await withConnection(running.url, (client) =>
      client.query(
        `insert into fact (id, type, aggregate_type, aggregate_id, sequence, actor_kind, actor_id, origin, occurred_at, payload)
         values (gen_random_uuid(), 'CoinAdded', 'Jar', $1, 1, 'SYSTEM', 'test', 'PARLEY', now(), '{"value": 8}')`,
        [jarId],
      ),
    );
    expect((await take(stream, 1)).map(valueOf)).toEqual([8]);
    await stream.return?.();
  });

  it('is stopped for good, also while it reconnects', async () => {
    const fanOut = new PostgresFanOut(running.database, new SystemIds());
    await fanOut.start();
    const count = async () =>
      (
        await running.database.rows(
          "select 1 from pg_stat_activity where datname = current_database() and application_name = 'parley-listen'",
        )
      ).length;
    expect(await count()).toBe(2);
    await cut("application_name = 'parley-listen'");
    await fanOut.stop();
    await until(async () => (await count()) === 1);
  });
});

describe('a tap', () => {
  it('hears every fact of its types, and its failure disturbs nobody', async () => {
    const heard: number[] = [];
    feed.tap([CoinAdded.type], (fact) => {
      heard.push((fact as RecordedFact<{ value: number }>).payload.value);
      throw new Error('a broken listener');
    });
    const jarId = await running.jar();
    const stream = feed.open(only(jarId));
    await take(stream, 1);
    await add(jarId, 51, 52);
    await add(jarId, 53);
    expect((await take(stream, 3)).map(valueOf)).toEqual([51, 52, 53]);
    expect(heard.filter((value) => value > 50)).toEqual([51, 52, 53]);
    await stream.return?.();
  });
});

it('a stopped feed ends its streams', async () => {
  const second = await startFoundation({ imports: [LiveModule], databaseUrl: running.url });
  const stream = second.module.get(FactFeed).open({ types: [] });
  await take(stream, 1);
  const waiting = stream.next();
  await second.close();
  expect(await waiting).toEqual({ done: true, value: undefined });
});
