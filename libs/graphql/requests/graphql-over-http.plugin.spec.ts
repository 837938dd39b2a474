import { ApolloDriver, type ApolloDriverConfig } from '@nestjs/apollo';
import { Module, type INestApplication } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { GraphQLModule } from '@nestjs/graphql';
import { serverAudits } from 'graphql-http';
import { graphqlOverHttpPlugin } from './graphql-over-http.plugin.js';

@Module({
  imports: [
    GraphQLModule.forRoot<ApolloDriverConfig>({
      driver: ApolloDriver,
      typeDefs: 'type Query { twice(number: Int!): Int } type Mutation { reset: Int }',
      resolvers: {
        Query: {
          twice: (_: unknown, { number }: { number: number }) => {
            if (number < 0) throw new Error('negative');
            return number * 2;
          },
        },
      },
      graphiql: false,
      plugins: [graphqlOverHttpPlugin()],
    }),
  ],
})
class TwiceModule {}

let app: INestApplication;
let url: string;

beforeAll(async () => {
  app = await NestFactory.create(TwiceModule, { logger: false });
  await app.listen(0, '127.0.0.1');
  url = `${await app.getUrl()}/graphql`;
});

afterAll(() => app.close());

async function post(
  accept: string | undefined,
  body: unknown,
): Promise<{ status: number; type: string; body: unknown }> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(accept ? { accept } : {}) },
    body: JSON.stringify(body),
  });
  const type = response.headers.get('content-type')?.split(';')[0] ?? '';
  return { status: response.status, type, body: await response.json() };
}

const REQUIRED = serverAudits({ url: () => url }).filter(({ name }) => !name.startsWith('MAY'));

it.each(REQUIRED)('passes the audit $id: $name', async ({ fn }) => {
  expect(await fn()).toEqual(expect.objectContaining({ status: 'ok' }));
});

it.each([
  ['no field of the schema', { query: '{ thrice }' }],
  ['no document at all', { query: '{' }],
  ['an unknown operation name', { query: 'query A { __typename }', operationName: 'B' }],
  ['a variable of a wrong type', { query: 'query ($n: Int!) { twice(number: $n) }', variables: { n: 'two' } }],
])('answers %s with 200 to JSON clients and with 400 to GraphQL ones', async (_, body) => {
  const graphql = 'application/graphql-response+json';
  expect(await post(undefined, body)).toMatchObject({ status: 200, type: 'application/json' });
  expect(await post('application/json', body)).toMatchObject({ status: 200, type: 'application/json' });
  expect(await post(graphql, body)).toMatchObject({ status: 400, type: graphql });
  expect(await post(`application/json;q=0.5, ${graphql}`, body)).toMatchObject({ status: 400, type: graphql });
});

it('leaves every other refusal alone', async () => {
  expect(await post('application/json', { operationName: 'A' })).toMatchObject({ status: 400 });
  expect(await post('text/html', { query: '{ __typename }' })).toMatchObject({ status: 406 });
  expect((await fetch(`${url}?query={__typename}`, { method: 'POST', body: '{}' })).status).toBe(400);
});

it('leaves an answer with a failed field alone', async () => {
  const failed = await post('application/json', { query: '{ twice(number: -1) }' });
  expect(failed).toMatchObject({ status: 200, body: { data: { twice: null } } });
});
