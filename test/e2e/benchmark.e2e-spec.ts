import { contest } from '@test/bench/contest.js';
import { measureFanOut } from '@test/bench/fan-out.js';
import { withClient } from '@test/bench/people.js';
import { chat, inbox, send } from '@test/bench/scenarios.js';
import { seed } from '@test/bench/seed.js';
import { AGENTS, type Server, startServers, stopServers } from '@test/bench/servers.js';
import { createTestDatabase, type TestDatabase } from '@test/support/database.js';

const PACE = { rounds: 1, seconds: 0.5, warmUp: 20, connections: 4 };

let database: TestDatabase;
let servers: Server[] = [];

beforeAll(async () => {
  database = await createTestDatabase();
  const { url } = database;
  await seed(url, { chats: 2_000, agents: AGENTS, messages: 'ten' });
  const [pid] = await withClient(url, async (client) => {
    const { rows } = await client.query<{ pid: string }>(
      `select split_part(pg_read_file('postmaster.pid'), chr(10), 1) as pid`,
    );
    return rows.map((row) => Number(row.pid));
  });
  servers = await startServers({ url, pid });
}, 120_000);
afterAll(async () => {
  await stopServers(servers);
  await database.drop();
});

describe('the benchmark', () => {
  it.each([
    ['P1', inbox, 'ours,limit,postgraphile'],
    ['P2', chat, 'ours,limit,postgraphile'],
    ['P3', send, 'ours,limit'],
  ])('[%s] compares servers that answer the same', async (_id, scenario, labels) => {
    // It throws when the answers differ as data, and when one of them is wrong under load.
    const { figures } = await contest(scenario, servers, PACE);
    expect(Object.keys(figures).join()).toBe(labels);
    for (const { requests, p99, node } of Object.values(figures)) {
      expect(requests).toBeGreaterThan(0);
      expect(p99).toBeGreaterThan(0);
      expect(node).toBeGreaterThan(0);
    }
  });

  it('notices a server that answers otherwise', async () => {
    const [ours, limit] = servers;
    const sample = await limit.sample();
    const strangers = {
      ...sample,
      people: sample.people.map((person) => ({ ...person, brandIds: person.brandIds.slice(1) })),
    };
    const dishonest = { ...limit, sample: () => Promise.resolve(strangers) };
    await expect(contest(inbox, [dishonest, ours], PACE)).rejects.toThrow('answer differently');
  });

  it('[P4] brings a message to every subscriber of both servers', async () => {
    const [{ sample, postgres }] = servers;
    const { messages, ours, bare } = await measureFanOut(postgres.url, await sample(), 20, 1);
    expect(messages).toBeGreaterThan(0);
    for (const { cpuMicros, p50 } of [ours, bare]) {
      expect(cpuMicros).toBeGreaterThan(0);
      expect(p50).toBeGreaterThan(0);
    }
  });
});
