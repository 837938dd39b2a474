import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { startEmbeddedPostgres } from '@libs/embedded-postgres';
import { ManualClock } from '@libs/domain';
import { JobRunner } from '@libs/outbox';
import { Timers } from '@libs/timers';
import { migrate } from '@src/migrations';
import { AllInOneModule } from '../all-in-one/all-in-one.module.js';
import { addDemoOrganisation } from '../all-in-one/demo-organisation.js';
import { createApi } from '../api/create-api.js';
import { runProcess } from '../run-process.js';
import type { FromServer, ToServer } from './own-server.messages.js';

/*
 * A whole Parley whose clock can be moved by the process that started it. Only the demo starts it, on a temporary folder that is
 * removed at the end; no other program has this door.
 */
await runProcess(async () => {
  const [folder] = process.argv.slice(2);
  if (!folder || !process.send) throw new Error('This is started by npm run demo only.');
  // A terminal sends Ctrl-C to all; the demo tells us when to stop, or is gone.
  process.on('SIGINT', () => undefined);
  const tell = (message: FromServer): void => void process.send?.(message);
  const postgres = await startEmbeddedPostgres({
    dataDir: join(folder, 'postgres'),
    log: () => undefined,
    durable: false,
  });
  await postgres.createDatabase('demo');
  const url = postgres.url('demo');
  await migrate(url);
  const clock = new ManualClock();
  const overrides = { database: { url }, observability: { logLevel: 'fatal' as const } };
  const app = await createApi(AllInOneModule.forRoot({ clock, overrides }));
  await app.listen(0, '127.0.0.1');
  await addDemoOrganisation(app);
  await app.get(JobRunner).start();

  let stopping: Promise<void> | undefined;
  const stop = (): Promise<void> =>
    (stopping ??= (async () => {
      await app.close();
      await postgres.stop();
      // The data may lie elsewhere when root runs this and another user owns the database.
      for (const path of [postgres.home, folder]) await rm(path, { recursive: true, force: true });
    })().finally(() => process.exit()));
  process.on('disconnect', () => void stop()).on('SIGTERM', () => void stop());
  process.on('message', (message: ToServer) => {
    clock.advance(message.advanceMs);
    void app
      .get(Timers)
      .fireDue()
      .then(
        () => tell({ advanced: message.id }),
        (error: unknown) => tell({ advanced: message.id, problem: String(error) }),
      );
  });
  // The demo may have gone while this was starting.
  if (process.connected) tell({ url: await app.getUrl() });
  else await stop();
});
