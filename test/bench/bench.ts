import { type OwnPostgres, startOwnPostgres } from '@test/harness/own-postgres.js';
import { contest, type Outcome } from './contest.js';
import { type FanOut, measureFanOut } from './fan-out.js';
import { type Verdict, verdictsOnHandler, verdictsOn, verdictsOnFanOut } from './goals.js';
import { measureGrowth } from './growth.js';
import { type HandlerStart, measureHandlerStart } from './handler-start.js';
import { machineNote } from './machine.js';
import type { BenchOptions } from './options.js';
import { takeSample, withClient } from './people.js';
import { chat, inbox, send } from './scenarios.js';
import { seed } from './seed.js';
import { AGENTS, startServers, stopServers } from './servers.js';
import { asText, tableOf, tableOfFanOut, tableOfGrowth, tableOfHandler, tableOfVerdicts } from './tables.js';

/** Everything that a run measured. */
export interface BenchResult {
  readonly machine: string;
  readonly options: BenchOptions;
  readonly outcomes: readonly Outcome[];
  readonly fanOut: readonly FanOut[];
  readonly handler: HandlerStart | undefined;
  readonly growth: readonly Outcome[];
  readonly verdicts: readonly Verdict[];
}

/** Facts whose way to the handler is measured, and the pause between two. */
const HANDLED = { facts: 600, everyMs: 10 };

/** Seeds a database of its own, measures what was asked for and prints it. @throws Error when a server answers wrongly */
export async function bench(options: BenchOptions, print: (text: string) => void): Promise<BenchResult> {
  const { only, markdown } = options;
  const outcomes: Outcome[] = [];
  const fanOut: FanOut[] = [];
  let handler: HandlerStart | undefined;
  let machine = '';
  if (only.some((part) => part !== 'growth')) {
    const postgres = await startOwnPostgres();
    try {
      await keepCommitTimes(postgres);
      machine = await machineNote(postgres.url);
      print(machine);
      const started = performance.now();
      await seed(postgres.url, { chats: options.chats, agents: AGENTS, messages: 'ten' });
      const seconds = ((performance.now() - started) / 1000).toFixed(0);
      print(`${options.chats} conversations with ${options.chats * 10} messages, made in ${seconds} s.`);
      const asked = [inbox, chat, send].filter(({ name }) => only.includes(name));
      if (asked.length > 0) {
        const servers = await startServers(postgres);
        try {
          for (const scenario of asked) {
            const outcome = await contest(scenario, servers, options);
            outcomes.push(outcome);
            print(`\n${outcome.title}\n\n${asText(tableOf(outcome), markdown)}`);
          }
        } finally {
          await stopServers(servers);
        }
      }
      if (only.includes('fan-out')) {
        for (const subscribers of options.subscribers) {
          const sample = await takeSample(postgres.url, { people: AGENTS, chats: 2_000 });
          fanOut.push(await measureFanOut(postgres.url, sample, subscribers, options.rounds));
        }
        print(`\nFan-out of one message against bare ws (P4)\n\n${asText(tableOfFanOut(fanOut), markdown)}`);
      }
      if (only.includes('handler')) {
        handler = await measureHandlerStart(postgres, HANDLED);
        print(`\nFrom commit to the handler (P6)\n\n${asText(tableOfHandler(handler), markdown)}`);
      }
    } finally {
      await postgres.close();
    }
  }
  const growth = only.includes('growth') ? await measureGrowth(options.growTo, options, print) : [];
  for (const outcome of growth) print(`\nGrowth. ${outcome.title}\n\n${asText(tableOf(outcome), markdown)}`);
  if (growth.length > 0) print(`\n${asText(tableOfGrowth(growth), markdown)}`);
  const verdicts = [
    ...outcomes.flatMap(verdictsOn),
    ...fanOut.flatMap(verdictsOnFanOut),
    ...(handler ? verdictsOnHandler(handler) : []),
  ];
  if (verdicts.length > 0) print(`\nFloors and goals\n\n${asText(tableOfVerdicts(verdicts), markdown)}`);
  return { machine, options, outcomes, fanOut, handler, growth, verdicts };
}

/** So that the time of each commit can be asked for; it takes a restart. */
async function keepCommitTimes(postgres: OwnPostgres): Promise<void> {
  await withClient(postgres.url, (client) => client.query('alter system set track_commit_timestamp = on'));
  await postgres.kill();
  await postgres.startAgain();
}
