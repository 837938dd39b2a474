import { writeFile } from 'node:fs/promises';
import { startOwnPostgres } from '@test/harness/own-postgres.js';
import { contest, type Outcome } from './contest.js';
import { type Verdict, verdictsOn } from './goals.js';
import { machineNote } from './machine.js';
import { type BenchOptions, HELP, readOptions } from './options.js';
import { takeSample } from './people.js';
import { chat, inbox, send } from './scenarios.js';
import { seed } from './seed.js';
import { startServers, stopServers } from './servers.js';
import { asText, tableOf, tableOfVerdicts } from './tables.js';

const AGENTS = 400;
const print = (text: string): void => void process.stdout.write(`${text}\n`);

const options = readOptions(process.argv.slice(2));
if (options) await bench(options);
else print(HELP);

async function bench(options: BenchOptions): Promise<void> {
  const postgres = await startOwnPostgres();
  try {
    const machine = await machineNote(postgres.url);
    print(machine);
    const started = performance.now();
    await seed(postgres.url, { chats: options.chats, agents: AGENTS, messages: 'ten' });
    const seconds = ((performance.now() - started) / 1000).toFixed(0);
    print(`${options.chats} conversations with ${options.chats * 10} messages, made in ${seconds} s.`);
    const outcomes: Outcome[] = [];
    const verdicts: Verdict[] = [];
    const servers = await startServers(postgres.url);
    try {
      for (const scenario of [inbox, chat, send].filter(({ name }) => options.only.includes(name))) {
        const sample = () => takeSample(postgres.url, { people: AGENTS, chats: 2_000 });
        const outcome = await contest(scenario, { servers, postgres, sample }, options);
        outcomes.push(outcome);
        verdicts.push(...verdictsOn(outcome));
        print(`\n${outcome.title}\n${asText(tableOf(outcome), options.markdown)}`);
      }
    } finally {
      await stopServers(servers);
    }
    print(`\n${asText(tableOfVerdicts(verdicts), options.markdown)}`);
    if (options.json) await writeFile(options.json, JSON.stringify({ machine, options, outcomes, verdicts }, null, 2));
    if (options.check && verdicts.some(({ verdict }) => verdict === 'falls short')) process.exitCode = 1;
  } finally {
    await postgres.close();
  }
}
