import { GraphQLSchemaHost } from '@nestjs/graphql';
import { isObjectType } from 'graphql';
import { startTestApp, type TestApp } from '@test/support/app.js';

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp({ worker: false });
});
afterAll(() => app.close());

it('[P1] leaves it to executors to read a plain field, and keeps the resolvers of all others', () => {
  const { schema } = app.app.get(GraphQLSchemaHost);
  const resolved = (name: string): string[] => {
    const type = schema.getType(name);
    if (!isObjectType(type)) throw new Error(`There is no type ${name}.`);
    return Object.values(type.getFields()).flatMap((field) => (field.resolve ? [field.name] : []));
  };
  expect(resolved('ChatMessage')).toEqual([]);
  expect(resolved('PageInfo')).toEqual([]);
  expect(resolved('Chat')).toEqual(expect.arrayContaining(['brand', 'messages', 'participants']));
  expect(resolved('Chat')).not.toContain('status');
  expect(resolved('Query')).toEqual(Object.keys(schema.getQueryType()!.getFields()));
});
