import { NestFactory } from '@nestjs/core';
import { GraphqlEdgeModule } from '@libs/graphql';
import { ApiModule } from '../api/api.module.js';

/** The schema in GraphQL's own language, from the code alone: no database is opened. */
export async function schemaText(): Promise<string> {
  const overrides = { database: { url: 'postgres://nobody@127.0.0.1:1/none' } };
  return GraphqlEdgeModule.schemaTextOf(
    await NestFactory.create(ApiModule.forRoot({ overrides }), { logger: false, abortOnError: false }),
  );
}
