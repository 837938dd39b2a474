import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startOwnPostgres, type OwnPostgres } from '../harness/own-postgres.js';
import { type Options, readOptions, type Scenario, USAGE } from './options.js';
import { type Findings, printed } from './report.js';
import { answersLost } from './scenarios/answers-lost.js';
import { keysAndCursors } from './scenarios/keys-and-cursors.js';
import { listenSilent } from './scenarios/listen-silent.js';
import { postgresKilled } from './scenarios/postgres-killed.js';
import { serverKilled } from './scenarios/server-killed.js';
import { workerKilled } from './scenarios/worker-killed.js';

/** How often each scenario kills, cuts or swallows unless `--kills` says otherwise. */
const TIMES: Readonly<Record<Scenario, number>> = {
  K1: 20,
  'K1-embedded': 5,
  K3: 1,
  K4: 10,
  K5: 25,
  K6: 1,
  worker: 10,
};

const options = askedOptions();
const startedAt = performance.now();
print(`Crash test: ${options.only.join(', ')}; ${options.rate} writes per second; --seed=${options.seed}`);

const broken: string[] = [];
for (const scenario of options.only) {
  const found = await run(scenario);
  print(printed(found));
  if (found.violations.length > 0) broken.push(scenario);
}
const seconds = Math.round((performance.now() - startedAt) / 1000);
print(`\n${seconds} s. ${broken.length === 0 ? 'Everything holds.' : `VIOLATED: ${broken.join(', ')}`}`);
// Sockets that a scenario has left half-open shall not hold up whoever waits for the outcome.
setTimeout(() => process.exit(), 1_000);
process.exitCode = broken.length === 0 ? 0 : 1;

async function run(scenario: Scenario): Promise<Findings> {
  const effort = { ...options, times: options.kills ?? TIMES[scenario] };
  try {
    switch (scenario) {
      case 'K1':
        return await onOwnPostgres(({ url }) => serverKilled(effort, { DATABASE_URL: url }));
      case 'K1-embedded':
        return await inOwnFolder((folder) => serverKilled(effort, { PARLEY_DATA: folder }));
      case 'K3':
        return await onOwnPostgres((postgres) => keysAndCursors(postgres));
      case 'K4':
        return await onOwnPostgres((postgres) => postgresKilled(effort, postgres));
      case 'K5':
        return await onOwnPostgres((postgres) => answersLost(effort, postgres));
      case 'K6':
        return await onOwnPostgres((postgres) => listenSilent(effort, postgres));
      case 'worker':
        return await onOwnPostgres((postgres) => workerKilled(effort, postgres));
    }
  } catch (error) {
    return {
      title: scenario,
      figures: {},
      violations: [error instanceof Error ? (error.stack ?? error.message) : String(error)],
    };
  }
}

async function onOwnPostgres<T>(work: (postgres: OwnPostgres) => Promise<T>): Promise<T> {
  const postgres = await startOwnPostgres();
  try {
    return await work(postgres);
  } finally {
    await postgres.close();
  }
}

async function inOwnFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'parley-crash-'));
  try {
    return await work(folder);
  } finally {
    // Run by root, the database lives where its own user can reach it; a file in the folder says where.
    const pointer = await readFile(join(folder, 'postgres', 'location.json'), 'utf8').catch(() => '{}');
    const { dataIsIn } = JSON.parse(pointer) as { dataIsIn?: string };
    for (const path of [folder, dataIsIn]) if (path) await rm(path, { recursive: true, force: true });
  }
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

function askedOptions(): Options {
  const asked = readOptions(process.argv.slice(2));
  if (asked) return asked;
  process.stdout.write(USAGE);
  return process.exit();
}
