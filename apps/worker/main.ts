import { JobRunner } from '@libs/outbox';
import { createApi } from '../api/create-api.js';
import { requireMigrated } from '../require-migrated.js';
import { runProcess } from '../run-process.js';
import { serverSettings, type ServerSettings } from '../server.settings.js';
import { WorkerModule } from './worker.module.js';

await runProcess(async () => {
  await requireMigrated();
  // Listens for health checks and metrics only.
  const app = await createApi(WorkerModule.forRoot(), { servesGraphql: false });
  app.enableShutdownHooks();
  const { host, port } = app.get<ServerSettings>(serverSettings.token);
  await app.listen(port, host);
  await app.get(JobRunner).start();
});
