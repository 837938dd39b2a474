import { type DynamicModule, Inject, Logger, Module, type OnApplicationShutdown, type Type } from '@nestjs/common';
import { EntityManager, MikroORM } from '@mikro-orm/postgresql';
import { ReflectMetadataProvider } from '@mikro-orm/decorators/legacy';
import { PostgresDialect } from 'kysely';
import { ReadinessProbes } from '@libs/observability';
import { Database } from './database.js';
import { databaseSettings, type DatabaseSettings } from './database.settings.js';

/** The database for one process: hand-written SQL and the ORM's units of work. */
@Module({})
export class DatabaseModule implements OnApplicationShutdown {
  /** @param entities the entity classes of all modules in this process */
  static forRoot(entities: readonly Type[]): DynamicModule {
    return {
      module: DatabaseModule,
      global: true,
      providers: [
        {
          provide: Database,
          inject: [databaseSettings.token],
          useFactory: (settings: DatabaseSettings) => {
            if (!settings.url)
              throw new Error('DATABASE_URL is not set: start through `npm start`, or name a PostgreSQL.');
            const log = new Logger('Database');
            return new Database(settings.url, {
              poolSize: settings.poolSize,
              statementTimeoutMs: settings.statementTimeoutMs,
              onError: (error) => log.warn(`A PostgreSQL connection broke: ${error.message}`),
            });
          },
        },
        {
          provide: MikroORM,
          inject: [Database],
          useFactory: (database: Database) => openOrm(entities, database),
        },
        { provide: EntityManager, inject: [MikroORM], useFactory: (orm: MikroORM) => orm.em },
      ],
      exports: [Database, MikroORM, EntityManager],
    };
  }

  constructor(
    @Inject(MikroORM) private readonly orm: MikroORM,
    private readonly database: Database,
    probes: ReadinessProbes,
  ) {
    probes.register('database', async () => {
      await database.rows('select 1');
    });
  }

  async onApplicationShutdown(): Promise<void> {
    await this.orm.close(true);
    await this.database.close();
  }
}

async function openOrm(entities: readonly Type[], database: Database): Promise<MikroORM> {
  const orm = await MikroORM.init({
    entities: [...entities],
    metadataProvider: ReflectMetadataProvider,
    dbName: 'parley',
    // The pool knows its database; the ORM would look for one of this name, create it and end the pool.
    ensureDatabase: false,
    driverOptions: new PostgresDialect({ pool: database.transactionPool }),
    discovery: { warnWhenNoEntities: false },
    forceUtcTimezone: true,
    debug: false,
  });
  // The ORM leaves the text NULL in an array unquoted, which PostgreSQL takes for null.
  orm.driver.getPlatform().marshallArray = (values) =>
    `{${values.map((value) => `"${String(value).replaceAll(/["\\]/g, '\\$&')}"`).join(',')}}`;
  return orm;
}
