import { Global, Inject, Module, type OnApplicationBootstrap } from '@nestjs/common';
import { Database } from '@libs/database';
import { Clock } from '@libs/domain';
import { JobTasks } from '@libs/outbox';
import { ClientKeys } from './client-keys.js';
import { CommandHooks } from './command-hooks.js';
import { UnitOfWork } from './unit-of-work.js';

/** Client keys live at least this long; the pruning job runs hourly. */
const KEEP_MS = 48 * 3_600_000;

/** Keys that one statement forgets. */
const PORTION = 5_000;

const FORGET = `
delete from client_key where (actor, key) in (select actor, key from client_key where created_at < $1 limit $2) returning true`;

/** Units of work and client keys, for every module. */
@Global()
@Module({ providers: [UnitOfWork, ClientKeys, CommandHooks], exports: [UnitOfWork, ClientKeys, CommandHooks] })
export class CommandsModule implements OnApplicationBootstrap {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    @Inject(JobTasks) private readonly tasks: JobTasks,
  ) {}

  onApplicationBootstrap(): void {
    this.tasks.addScheduled('forget-old-client-keys', '23 * * * *', async () => {
      const before = new Date(this.clock.now().getTime() - KEEP_MS);
      // In portions, so that a backlog never runs into the time limit of a statement.
      for (let gone = PORTION; gone === PORTION;) gone = (await this.database.rows(FORGET, [before, PORTION])).length;
    });
  }
}
