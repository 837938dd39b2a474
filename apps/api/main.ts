import { createApi } from './create-api.js';
import { ApiModule } from './api.module.js';
import { requireMigrated } from '../require-migrated.js';
import { runProcess } from '../run-process.js';
import { serverSettings, type ServerSettings } from '../server.settings.js';

await runProcess(async () => {
  await requireMigrated();
  const app = await createApi(ApiModule.forRoot());
  app.enableShutdownHooks();
  const { host, port } = app.get<ServerSettings>(serverSettings.token);
  await app.listen(port, host);
});
