import { ModulesContainer, NestFactory } from '@nestjs/core';
import { GraphQLSchemaBuilderModule, GraphQLSchemaFactory } from '@nestjs/graphql';
import { lexicographicSortSchema, printSchema } from 'graphql';
import { describeImplied, schemaOptions } from '@libs/graphql';
import { ApiModule } from '../api/api.module.js';

const RESOLVER_MARK = 'graphql:resolver_type';

/** The schema in GraphQL's own language, from the code alone: no database is opened. */
export async function schemaText(): Promise<string> {
  const overrides = { database: { url: 'postgres://nobody@127.0.0.1:1/none' } };
  const app = await NestFactory.create(ApiModule.forRoot({ overrides }), { logger: false, abortOnError: false });
  const resolvers = [...app.get(ModulesContainer).values()]
    .flatMap((module) => [...module.providers.values()])
    .map((provider) => provider.metatype)
    .filter(
      (type): type is NonNullable<typeof type> =>
        typeof type === 'function' && Reflect.hasMetadata(RESOLVER_MARK, type),
    );
  const builder = await NestFactory.createApplicationContext(GraphQLSchemaBuilderModule, { logger: false });
  const schema = await builder.get(GraphQLSchemaFactory).create(resolvers, schemaOptions);
  return `${printSchema(describeImplied(lexicographicSortSchema(schema)))}\n`;
}
