import { Logger } from '@nestjs/common';
import { Database } from '@libs/database';
import { SystemIds } from '@libs/domain';
import { createTestDatabase, type TestDatabase } from '@test/support/database.js';
import { foundationTables, until } from '@test/support/foundation.js';
import { hasRedis, startRedis, type TestRedis } from '@test/support/redis.js';
import { addressOf, startTcpProxy, type TcpProxy, through } from '@test/harness/tcp-proxy.js';
import type { Signal } from './fan-out.js';
import { PostgresFanOut } from './postgres-fan-out.js';
import { RedisFanOut } from './redis-fan-out.js';
import type { WiredFanOut } from './wired-fan-out.js';

const isThere = hasRedis();
const ids = new SystemIds();
const lines: string[] = [];
const note = (line: unknown): void => void lines.push(String(line));
const databases: Database[] = [];
const started: Party[] = [];
let own: TestDatabase;
let redis: TestRedis;

/** One process, as far as news go. */
interface Party {
  readonly fanOut: WiredFanOut;
  hints: number;
  readonly signals: Signal[];
}

beforeAll(async () => {
  own = await createTestDatabase(foundationTables);
  if (isThere) redis = await startRedis();
  Logger.overrideLogger({ log: note, warn: note, error: note, debug: note });
});
beforeEach(() => lines.splice(0));
afterEach(async () => {
  await Promise.all(started.splice(0).map(({ fanOut }) => fanOut.stop()));
  await Promise.all(databases.splice(0).map((database) => database.close()));
});
afterAll(async () => {
  if (isThere) await redis.close();
  await own.drop();
});

function open(url: string): Database {
  const database = new Database(url, { poolSize: 4, statementTimeoutMs: 5_000, onError: () => undefined });
  databases.push(database);
  return database;
}

async function start(fanOut: WiredFanOut): Promise<Party> {
  const party: Party = { fanOut, hints: 0, signals: [] };
  fanOut.onFacts(() => (party.hints += 1));
  fanOut.onSignal((signal) => party.signals.push(signal));
  started.push(party);
  await fanOut.start();
  return party;
}

const overPostgres = () => start(new PostgresFanOut(open(own.url), ids));
const overRedis = (redisUrl: string, databaseUrl = own.url) => start(new RedisFanOut(redisUrl, open(databaseUrl), ids));

const withRedis = isThere ? describe : describe.skip;

/** What holds over either wire. `proxied` connects through a proxy in front of the wire alone. */
function carries(wire: { join(): Promise<Party>; proxied(): Promise<{ party: Party; proxy: TcpProxy }> }): void {
  it('[K8] brings news and signals to the other process, and nothing twice', async () => {
    const [a, b] = [await wire.join(), await wire.join()];
    const [before, beforeA] = [b.hints, a.hints];
    a.fanOut.announce();
    expect(a.hints).toBe(beforeA + 1);
    await until(() => b.hints > before);
    await a.fanOut.signal({ topic: 'typing:1', data: { who: "O'Hara" } });
    await b.fanOut.signal({ topic: 'typing:2', data: {} });
    await until(() => a.signals.length === 2 && b.signals.length === 2);
    expect(a.signals).toEqual([
      { topic: 'typing:1', data: { who: "O'Hara" } },
      { topic: 'typing:2', data: {} },
    ]);
    expect(b.signals).toEqual(expect.arrayContaining(a.signals));
    expect(a.hints).toBe(beforeA + 1);
  });

  it('announces commits that follow each other closely together', async () => {
    const [a, b] = [await wire.join(), await wire.join()];
    const before = b.hints;
    for (let commits = 0; commits < 1_000; commits += 1) a.fanOut.announce();
    await until(() => b.hints > before);
    await b.fanOut.signal({ topic: 'after', data: {} });
    await until(() => a.signals.length === 1);
    expect(b.hints - before).toBeLessThan(10);
  });

  it('heals when its connection is cut, and says so', async () => {
    const { party, proxy } = await wire.proxied();
    try {
      await until(() => party.fanOut.isConnected);
      for (const connection of proxy.connections) connection.cut();
      // Too short a while to look for the state.
      await until(() => lines.some((line) => line.includes('are not heard')));
      await until(() => lines.some((line) => line.includes('are heard again')));
      expect(party.fanOut.isConnected).toBe(true);
      const other = await wire.join();
      await other.fanOut.signal({ topic: 'healed', data: {} });
      await until(() => party.signals.length === 1);
    } finally {
      await party.fanOut.stop();
      await proxy.close();
    }
  });

  it('[K6] notices a connection that has died without a word, polls meanwhile, and takes another', async () => {
    const { party, proxy } = await wire.proxied();
    try {
      await until(() => party.fanOut.isConnected);
      const dead = [...proxy.connections];
      proxy.rule = (connection) => connection.blackHole();
      for (const connection of dead) connection.blackHole();
      await until(() => !party.fanOut.isConnected, 15_000);
      const deaf = party.hints;
      await until(() => party.hints >= deaf + 2);
      proxy.rule = undefined;
      for (const connection of proxy.connections) connection.cut();
      await until(() => party.fanOut.isConnected, 20_000);
      const other = await wire.join();
      const before = party.hints;
      other.fanOut.announce();
      await until(() => party.hints > before);
    } finally {
      await party.fanOut.stop();
      await proxy.close();
    }
  });
}

describe('the fan-out over PostgreSQL', () => {
  carries({
    join: overPostgres,
    async proxied() {
      const proxy = await startTcpProxy(addressOf(own.url));
      return { proxy, party: await start(new PostgresFanOut(open(through(proxy, own.url)), ids)) };
    },
  });

  it.each([
    ['takes connections and never answers', ''],
    ['goes silent when it is asked to listen', 'listen parley_facts'],
  ])(
    '[K6] tries again when PostgreSQL %s',
    async (_, last) => {
      const proxy = await startTcpProxy(addressOf(own.url));
      const silent: number[] = [];
      proxy.rule = (connection, said) => {
        if (!said.includes(last)) return;
        silent.push(connection.id);
        connection.blackHole();
      };
      const party = await start(new PostgresFanOut(open(through(proxy, own.url)), ids));
      try {
        expect([party.fanOut.isConnected, silent.length]).toEqual([false, 1]);
        // What is silent stays so; only another connection helps.
        proxy.rule = undefined;
        await until(() => party.fanOut.isConnected, 20_000);
        const other = await overPostgres();
        await other.fanOut.signal({ topic: 'heard', data: {} });
        await until(() => party.signals.length === 1);
        // It was never healed.
        expect(silent).toHaveLength(1);
      } finally {
        await party.fanOut.stop();
        await proxy.close();
      }
    },
    30_000,
  );
});

withRedis('the fan-out over Redis', () => {
  carries({
    join: () => overRedis(redis.url),
    async proxied() {
      const proxy = await startTcpProxy({ host: '127.0.0.1', port: redis.port });
      return { proxy, party: await overRedis(through(proxy, redis.url)) };
    },
  });

  it('lets two installations share one Redis without hearing each other', async () => {
    const other = await createTestDatabase(foundationTables);
    const [a, b, c] = [await overRedis(redis.url), await overRedis(redis.url), await overRedis(redis.url, other.url)];
    const before = c.hints;
    a.fanOut.announce();
    await a.fanOut.signal({ topic: 'ours', data: {} });
    await until(() => b.signals.length === 1);
    await c.fanOut.signal({ topic: 'theirs', data: {} });
    expect(c.hints).toBe(before);
    expect(c.signals.map(({ topic }) => topic)).toEqual(['theirs']);
    expect(b.signals.map(({ topic }) => topic)).toEqual(['ours']);
    await c.fanOut.stop();
    await databases.at(-1)?.close();
    await other.drop();
  });

  it('starts without Redis, says so once and without the password, polls, and is there when Redis comes', async () => {
    const later = await startRedis({ password: 'canary' });
    await later.close();
    const a = await overRedis(later.url);
    const b = await overRedis(later.url);
    expect(a.fanOut.isConnected).toBe(false);
    a.fanOut.announce();
    await a.fanOut.signal({ topic: 'alone', data: {} });
    expect(a.signals).toHaveLength(1);
    const deaf = a.hints;
    await until(() => a.hints >= deaf + 4);
    const back = await startRedis({ port: later.port, password: 'canary' });
    try {
      await until(() => a.fanOut.isConnected && b.fanOut.isConnected);
      await a.fanOut.signal({ topic: 'together', data: {} });
      await until(() => b.signals.length === 1);
    } finally {
      await back.close();
    }
    await until(() => !a.fanOut.isConnected);
    expect(lines.filter((line) => line.includes('are not heard')).length).toBeLessThanOrEqual(4);
    expect(lines.join('\n')).not.toContain('canary');
  });

  it('goes on without Redis that refuses its password', async () => {
    const strict = await startRedis({ password: 'secret' });
    try {
      const a = await overRedis(strict.url.replace('secret', 'canary'));
      expect(a.fanOut.isConnected).toBe(false);
      expect(lines.join('\n')).toContain('are not heard');
      expect(lines.join('\n')).not.toContain('canary');
    } finally {
      await strict.close();
    }
  });
});
