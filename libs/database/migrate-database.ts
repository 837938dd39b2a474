import { MikroORM, type Options } from '@mikro-orm/postgresql';
import { Migrator, type Migration } from '@mikro-orm/migrations';
import { runMigrations } from 'graphile-worker';
import pg from 'pg';

/** One step of the tables' history. */
export interface MigrationEntry {
  readonly name: string;
  readonly class: new (...args: ConstructorParameters<typeof Migration>) => Migration;
}

// Any fixed number will do, as long as nothing else in the database takes the same advisory lock.
const MIGRATION_LOCK = 7_290_173;

/**
 * Brings a database to the newest shape: the job library's tables, then ours. Processes that start together wait for one
 * another (advisory lock), so each step runs once. Returns the names of the steps that ran.
 * @throws Error when a step fails; then none of ours is done, so that the older version of the product still runs
 */
export async function migrateDatabase(url: string, migrations: readonly MigrationEntry[]): Promise<string[]> {
  const lock = new pg.Client({ connectionString: url, application_name: 'parley-migrate' });
  await lock.connect();
  try {
    await lock.query('select pg_advisory_lock($1)', [MIGRATION_LOCK]);
    await runMigrations({ connectionString: url, maxPoolSize: 1 });
    const options: Options = {
      clientUrl: url,
      entities: [],
      discovery: { warnWhenNoEntities: false },
      extensions: [Migrator],
      migrations: { migrationsList: [...migrations], snapshot: false, silent: true, tableName: 'schema_migration' },
    };
    const orm = await MikroORM.init(options);
    try {
      const done = await orm.migrator.up();
      return done.map((step) => step.name);
    } finally {
      await orm.close(true);
    }
  } finally {
    await lock.end();
  }
}
