import { type RecordedFact, SystemIds } from '@libs/domain';
import { startFoundation, until, withConnection } from '@test/support/foundation.js';
import { CoinAdded } from '@test/support/jar.js';
import { add, cut, only, stage, take, useFeed, valueOf } from '@test/support/live-feed.js';
import { FactFeed } from './fact-feed.js';
import { FanOut, type Signal } from './fan-out.js';
import { LiveModule } from './live.module.js';
import { PostgresFanOut } from './postgres-fan-out.js';

useFeed();

describe('the fan-out', () => {
  it('carries signals to the streams of their topic, between the facts', async () => {
    const jarId = await stage.running.jar();
    const stream = stage.feed.open(only(jarId), { topics: ['typing:1'] });
    const [start] = await take(stream, 1);
    const fanOut = stage.running.module.get(FanOut);
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
    const jarId = await stage.running.jar();
    const stream = stage.feed.open(only(jarId));
    await take(stream, 1);
    expect(await cut("application_name = 'parley-listen'")).toHaveLength(1);
    await add(jarId, 1);
    expect((await take(stream, 1)).map(valueOf)).toEqual([1]);
    await until(async () => {
      const listening = await stage.running.database.rows(
        "select 1 from pg_stat_activity where datname = current_database() and application_name = 'parley-listen' and query like 'listen%'",
      );
      return listening.length === 1;
    });
    const signals: Signal[] = [];
    stage.running.module.get(FanOut).onSignal((signal) => signals.push(signal));
    await stage.running.module.get(FanOut).signal({ topic: 'healed', data: {} });
    await until(() => signals.length > 0);
    expect(signals).toEqual([{ topic: 'healed', data: {} }]);
    await stream.return?.();
  });

  it('is not needed: a fact whose NOTIFY was lost arrives with the next poll', async () => {
    const jarId = await stage.running.jar();
    const stream = stage.feed.open(only(jarId));
    await take(stream, 1);
    await withConnection(stage.running.url, (client) =>
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
    const fanOut = new PostgresFanOut(stage.running.database, new SystemIds());
    await fanOut.start();
    const count = async () =>
      (
        await stage.running.database.rows(
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
    stage.feed.tap([CoinAdded.type], (fact) => {
      heard.push((fact as RecordedFact<{ value: number }>).payload.value);
      throw new Error('a broken listener');
    });
    const jarId = await stage.running.jar();
    const stream = stage.feed.open(only(jarId));
    await take(stream, 1);
    await add(jarId, 51, 52);
    await add(jarId, 53);
    expect((await take(stream, 3)).map(valueOf)).toEqual([51, 52, 53]);
    expect(heard.filter((value) => value > 50)).toEqual([51, 52, 53]);
    await stream.return?.();
  });
});

it('a stopped feed ends its streams', async () => {
  const second = await startFoundation({ imports: [LiveModule], databaseUrl: stage.running.url });
  const stream = second.module.get(FactFeed).open({ types: [] });
  await take(stream, 1);
  const waiting = stream.next();
  await second.close();
  expect(await waiting).toEqual({ done: true, value: undefined });
});
