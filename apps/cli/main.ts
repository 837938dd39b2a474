import 'reflect-metadata';
import { writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { NestFactory } from '@nestjs/core';
import { describeSettings, readSettings } from '@libs/config';
import { databaseSettings } from '@libs/database';
import { HandlerRoutes, Replay } from '@libs/outbox';
import { migrate } from '@src/migrations';
import { settings } from '../composition.js';
import { runProcess } from '../run-process.js';
import { WorkerModule } from '../worker/worker.module.js';
import { schemaText } from './print-schema.js';

const USAGE = `Usage: npm run cli -- <command>

  migrate                          bring the database at DATABASE_URL to the newest shape
  print-schema [--output FILE]     the GraphQL schema
  settings                         every setting, with its environment variable, range and default
  parked                           facts that a handler could not process
  replay [--handler NAME]          give parked facts to their handlers again
  replay --handler NAME --type T --from ISO --to ISO
                                   give a handler the facts of a period again`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    output: { type: 'string' },
    handler: { type: 'string' },
    type: { type: 'string', multiple: true },
    from: { type: 'string' },
    to: { type: 'string' },
  },
});

await runProcess(async () => {
  switch (positionals[0]) {
    case 'migrate':
      return runMigrations();
    case 'print-schema':
      return print(await schemaText());
    case 'settings':
      return print(settingsTable());
    case 'parked':
      return withReplay(async (replay) => console.table(await replay.parked()));
    case 'replay':
      return withReplay(replayFacts);
    default:
      console.log(USAGE);
      process.exitCode = positionals[0] ? 1 : 0;
  }
});

async function runMigrations(): Promise<void> {
  const { url } = readSettings([databaseSettings]).of(databaseSettings);
  if (!url) throw new Error('Set DATABASE_URL: the embedded database is migrated by npm start.');
  const done = await migrate(url);
  console.log(done.length === 0 ? 'The database is up to date.' : `Done: ${done.join(', ')}.`);
}

async function print(text: string): Promise<void> {
  if (values.output) await writeFile(values.output, text);
  else process.stdout.write(text);
}

function settingsTable(): string {
  const rows = describeSettings([...settings]).map(
    (row) => `${row.env}\n    ${row.description}\n    ${row.range}; default: ${row.default ?? 'none'}`,
  );
  return `${rows.join('\n')}\n`;
}

async function withReplay(work: (replay: Replay, routes: HandlerRoutes) => Promise<void>): Promise<void> {
  const app = await NestFactory.createApplicationContext(WorkerModule.forRoot(), { logger: ['error', 'warn'] });
  try {
    await work(app.get(Replay), app.get(HandlerRoutes));
  } finally {
    await app.close();
  }
}

async function replayFacts(replay: Replay, routes: HandlerRoutes): Promise<void> {
  const { handler, type, from, to } = values;
  if (handler && !routes.classOf(handler))
    throw new Error(`No handler is named ${handler}. There are: ${routes.names().join(', ')}.`);
  if (!from && !to && !type) {
    console.log(`Jobs queued: ${await replay.retryParked(handler)}.`);
    return;
  }
  const period = [from, to].map((text) => new Date(text ?? ''));
  const [start, end] = period;
  if (!handler || !type || !start || !end || period.some((date) => Number.isNaN(date.getTime())))
    throw new Error(USAGE);
  console.log(`Jobs queued: ${await replay.period(handler, type, start, end)}.`);
}
