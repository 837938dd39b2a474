import type { INestApplicationContext } from '@nestjs/common';
import { ModulesContainer, NestFactory } from '@nestjs/core';
import { GraphQLSchemaBuilderModule, GraphQLSchemaFactory } from '@nestjs/graphql';
import { lexicographicSortSchema, printSchema } from 'graphql';
import { describeImplied, schemaOptions } from './schema-options.js';

const RESOLVER_MARK = 'graphql:resolver_type';

/** The schema of an application's resolvers in GraphQL's own language. The application need not be initialised. */
export async function schemaTextOf(app: INestApplicationContext): Promise<string> {
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
