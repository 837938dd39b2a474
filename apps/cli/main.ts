import 'reflect-metadata';
import { writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import type { INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { describeSettings, readSettings } from '@libs/config';
import { databaseSettings } from '@libs/database';
import { Ids } from '@libs/domain';
import { HandlerRoutes, Replay } from '@libs/outbox';
import { BrandDirectory } from '@src/brands';
import { AddAgentWithPassword } from '@src/identity';
import { migrate } from '@src/migrations';
import { settings } from '../composition.js';
import { runProcess } from '../run-process.js';
import { WorkerModule } from '../worker/worker.module.js';
import { schemaText } from './print-schema.js';

const USAGE = `Usage: npm run cli -- <command>

  migrate                          bring the database at DATABASE_URL to the newest shape
  print-schema [--output FILE]     the GraphQL schema
  add-admin --email A --name N     an administrator, to start with; prints the password
  settings                         every setting, with its environment variable, range and default
  parked                           facts that a handler could not process
  replay [--handler NAME]          give parked facts to their handlers again
  replay --handler NAME --type T --from ISO --to ISO
                                   give a handler the facts of a period again`;

const { values, positionals } = readArguments();

await runProcess(async () => {
  switch (positionals[0]) {
    case 'migrate':
      return runMigrations();
    case 'print-schema':
      return print(await schemaText());
    case 'add-admin':
      return addAdmin();
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

/** The first account of an installation without the demo organisation. */
async function addAdmin(): Promise<void> {
  const { email, name } = values;
  if (!email || !name) throw new Error(USAGE);
  await withApplication(async (app) => {
    const password = app.get(Ids).secret(15);
    const brandIds = (await app.get(BrandDirectory, { strict: false }).all()).map((brand) => brand.id);
    const account = { email, displayName: name, password, roles: ['ADMIN' as const], brandIds, maxChats: 0 };
    await app.get(AddAgentWithPassword, { strict: false }).execute({ kind: 'SYSTEM', id: 'cli' }, account);
    console.log(`${email} can log in with the password ${password} and should change it.`);
  });
}

function withReplay(work: (replay: Replay, routes: HandlerRoutes) => Promise<void>): Promise<void> {
  return withApplication((app) => work(app.get(Replay), app.get(HandlerRoutes)));
}

async function withApplication(work: (app: INestApplicationContext) => Promise<void>): Promise<void> {
  const app = await NestFactory.createApplicationContext(WorkerModule.forRoot(), { logger: ['error', 'warn'] });
  try {
    await work(app);
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

function readArguments() {
  try {
    return parseArgs({
      allowPositionals: true,
      options: {
        output: { type: 'string' },
        handler: { type: 'string' },
        type: { type: 'string', multiple: true },
        from: { type: 'string' },
        to: { type: 'string' },
        email: { type: 'string' },
        name: { type: 'string' },
      },
    });
  } catch (error) {
    console.error(`${(error as Error).message}\n\n${USAGE}`);
    process.exit(1);
  }
}
