import { cpuSecondsOf, cpuSecondsOfTree } from '@test/harness/cpu.js';
import { type OwnProcess, startProcess } from './processes.js';
import type { LoadOrders, LoadReport } from './processes/load-client.process.js';
import { requireSameAnswers } from './same-answers.js';
import type { BenchRequest, Scenario } from './scenarios.js';
import type { Server } from './servers.js';

/** How long and how hard to measure. */
export interface Pace {
  readonly rounds: number;
  readonly seconds: number;
  readonly warmUp: number;
  readonly connections: number;
}

/** What one turn of one server came to. */
interface Turn {
  readonly requests: number;
  readonly seconds: number;
  readonly latencies: readonly number[];
  /** CPU seconds of the server, of PostgreSQL, and of the load client. */
  readonly node: number;
  readonly postgres: number;
  readonly client: number;
}

/** Figures of one server over all rounds. */
export interface Figures {
  readonly requests: number;
  /** Median over the rounds. */
  readonly perSecond: number;
  /** Milliseconds. */
  readonly p50: number;
  readonly p99: number;
  /** CPU milliseconds per request. */
  readonly node: number;
  readonly postgres: number;
  readonly client: number;
}

/** A scenario measured: the figures of each server by its label, and those of the first divided by those of each other one, round by round. */
export interface Outcome {
  readonly scenario: Scenario['name'];
  readonly title: string;
  readonly figures: Readonly<Record<string, Figures>>;
  readonly ratios: Readonly<Record<string, Ratios>>;
}

/** The first ÷ another: medians over the rounds. */
export interface Ratios {
  readonly perSecond: number;
  readonly p50: number;
  readonly p99: number;
  /** CPU of node and PostgreSQL together, per request. */
  readonly cpu: number;
}

/**
 * Measures a scenario: checks that all answer the same, warms everybody up, then lets the servers take turns, in each round in another order.
 * @throws Error when a server answers wrongly
 */
export async function contest(scenario: Scenario, servers: readonly Server[], pace: Pace): Promise<Outcome> {
  const taking = servers.filter(({ name }) => scenario.contestants.includes(name));
  if (taking.every(({ postgres }) => postgres === taking[0].postgres))
    await requireSameAnswers(taking, scenario, await taking[0].sample());
  const client = startProcess('load-client', {});
  const rounds: Map<string, Turn>[] = [];
  try {
    const requests = new Map<string, BenchRequest[]>();
    for (const server of taking) requests.set(server.label, scenario.requests(server.name, await server.sample()));
    const take = async (server: Server, until: LoadOrders['until']): Promise<Turn> =>
      turn(client, server, requests.get(server.label) ?? [], {
        connections: pace.connections,
        until,
        expected: scenario.expected,
      });
    for (const server of taking) await take(server, { requests: pace.warmUp });
    for (let round = 0; round < pace.rounds; round += 1) {
      const turns = new Map<string, Turn>();
      // Who comes first is another one in each round.
      for (const server of [...taking.slice(round % taking.length), ...taking.slice(0, round % taking.length)])
        turns.set(server.label, await take(server, { seconds: pace.seconds }));
      rounds.push(turns);
    }
  } finally {
    await client.stop();
  }
  const turnsOf = (label: string): Turn[] => rounds.flatMap((turns) => turns.get(label) ?? []);
  const [first, ...others] = taking;
  return {
    scenario: scenario.name,
    title: scenario.title,
    figures: Object.fromEntries(taking.map(({ label }) => [label, figuresOf(turnsOf(label))])),
    ratios: Object.fromEntries(others.map(({ label }) => [label, ratiosOf(turnsOf(first.label), turnsOf(label))])),
  };
}

async function turn(
  client: OwnProcess,
  server: Server,
  requests: BenchRequest[],
  { connections, until, expected }: Pick<LoadOrders, 'connections' | 'until' | 'expected'>,
): Promise<Turn> {
  const used = (): number[] => [
    cpuSecondsOf(server.pid),
    cpuSecondsOfTree(server.postgres.pid),
    cpuSecondsOf(client.pid),
  ];
  const before = used();
  client.tell({ url: server.url, requests, connections, expected, until } satisfies LoadOrders);
  await client.next<{ measured: true }>();
  const [node = 0, database = 0, load = 0] = used().map((seconds, i) => seconds - (before[i] ?? 0));
  const { wrong, examples, latencies, seconds } = await client.next<LoadReport>();
  if (wrong > 0) throw new Error(`${server.label} gave ${wrong} wrong answers:\n${examples.join('\n')}`);
  return { requests: latencies.length, seconds, latencies, node, postgres: database, client: load };
}

function figuresOf(turns: readonly Turn[]): Figures {
  const latencies = turns.flatMap((one) => one.latencies).sort((a, b) => a - b);
  const requests = latencies.length;
  const perRequest = (part: 'node' | 'postgres' | 'client') =>
    (turns.reduce((sum, one) => sum + one[part], 0) / requests) * 1000;
  return {
    requests,
    perSecond: median(turns.map(rate)),
    p50: quantile(latencies, 0.5),
    p99: quantile(latencies, 0.99),
    node: perRequest('node'),
    postgres: perRequest('postgres'),
    client: perRequest('client'),
  };
}

function ratiosOf(ours: readonly Turn[], others: readonly Turn[]): Ratios {
  const ratio = (figure: (turn: Turn) => number): number =>
    median(ours.map((one, i) => figure(one) / figure(others[i])));
  return {
    perSecond: ratio(rate),
    p50: ratio(({ latencies }) => median(latencies)),
    p99: ratio(({ latencies }) =>
      quantile(
        latencies.toSorted((a, b) => a - b),
        0.99,
      ),
    ),
    cpu: ratio(({ node, postgres, requests }) => (node + postgres) / requests),
  };
}

const rate = ({ requests, seconds }: Turn): number => requests / seconds;

/** The middle value. */
export function median(values: readonly number[]): number {
  return quantile(
    values.toSorted((a, b) => a - b),
    0.5,
  );
}

/** A quantile of sorted values, 0…1; the mean of the two middle ones for an even number and 0.5. */
export function quantile(sorted: readonly number[], at: number): number {
  const place = (sorted.length - 1) * at;
  const [low, high] = [sorted[Math.floor(place)] ?? Number.NaN, sorted[Math.ceil(place)] ?? Number.NaN];
  return low + (high - low) * (place - Math.floor(place));
}
