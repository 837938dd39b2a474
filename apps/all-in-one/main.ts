import { resolve } from 'node:path';
import { readSettings } from '@libs/config';
import { databaseSettings } from '@libs/database';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '@libs/embedded-postgres';
import { JobRunner } from '@libs/outbox';
import { migrate } from '@src/migrations';
import { createApi } from '../api/create-api.js';
import { settings } from '../composition.js';
import { runProcess } from '../run-process.js';
import { serverSettings } from '../server.settings.js';
import { AllInOneModule } from './all-in-one.module.js';
import { addDemoOrganisation } from './demo-organisation.js';
import { welcome } from './welcome.js';

const DATABASE = 'parley';
const LOOPBACK = /^(127\.|localhost$|::1$)/;

await runProcess(async () => {
  const configuration = readSettings(settings);
  const { dataFolder, host, port, demo } = configuration.of(serverSettings);
  let url = configuration.of(databaseSettings).url;
  let embedded: EmbeddedPostgres | undefined;
  if (!url) {
    embedded = await startEmbeddedPostgres({
      dataDir: resolve(dataFolder, 'postgres'),
      log: (line) => console.log(line),
      onUnexpectedEnd: (reason) => {
        console.error(`The embedded PostgreSQL ended: ${reason}`);
        process.exit(1);
      },
    });
    await embedded.createDatabase(DATABASE);
    url = embedded.url(DATABASE);
  }
  let app: Awaited<ReturnType<typeof createApi>> | undefined;
  try {
    const steps = await migrate(url);
    if (steps.length > 0) console.log(`The database was brought up to date (${steps.length} steps).`);
    const started = await createApi(AllInOneModule.forRoot({ overrides: { database: { url } } }));
    app = started;
    await started.listen(port, host);
    const isDemo = demo ?? (embedded !== undefined && LOOPBACK.test(host));
    if (isDemo) await addDemoOrganisation(started);
    await started.get(JobRunner).start();
    let stopping: Promise<void> | undefined;
    const stop = (): void => {
      // A terminal sends the signal to the whole group, and npm passes it on once more.
      stopping ??= started.close().then(
        () => embedded?.stop(),
        (error: unknown) => console.error(error),
      );
      void stopping.then(() => process.exit(0));
    };
    process.on('SIGTERM', stop).on('SIGINT', stop);
    console.log(
      welcome(await started.getUrl(), {
        isDemo,
        state: embedded?.home ?? 'the PostgreSQL of DATABASE_URL',
      }),
    );
  } catch (error) {
    // Else it would complain of its lost database while that stops.
    await app?.close().catch(() => undefined);
    await embedded?.stop();
    throw error;
  }
});
