import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { buildSchema } from 'graphql';
import { findOperations, findUnguarded, type Operation } from './guards.js';
import { parse, readSources } from './source-files.js';

const ROOT = join(import.meta.dirname, '../..');

const OURS =
  "import { Allow, AllowAnyone } from '@src/identity';\nimport { Mutation, Query, Subscription } from '@libs/graphql';";

function operations(members: string, imports = OURS): Operation[] {
  const text = `${imports}\n@Resolver()\nexport class ChatResolver {\n${members}\n}\n`;
  return findOperations([parse('src/chat/graphql/chat.resolver.ts', text)]);
}
const faults = (members: string, imports?: string): string[] => findUnguarded(operations(members, imports));

describe('our own resolvers', () => {
  let found: Operation[];
  beforeAll(async () => {
    const files = await readSources(ROOT, ['apps', 'src']);
    found = findOperations(files.filter(({ path }) => !/[.-]spec\.ts$/.test(path)));
  });

  it('are all guarded in the decorator that makes them a root field', () => {
    expect(findUnguarded(found)).toEqual([]);
  });

  it('are all found: the schema has no root field that this check has not seen', async () => {
    const schema = buildSchema(await readFile(join(ROOT, 'apps/api/schema.graphql'), 'utf8'));
    const roots = [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()].filter(
      (root) => !!root,
    );
    const fields = roots.flatMap((root) => Object.keys(root.getFields()).map((name) => `${root.name}.${name}`));
    expect(found.map(({ kind, name }) => `${kind}.${name}`).toSorted()).toEqual(fields.toSorted());
  });
});

describe('a root field', () => {
  it.each(['Query', 'Mutation', 'Subscription'])('is refused when a bare @%s makes it', (kind) => {
    expect(faults(`  @${kind}(() => Chat)\n  chat() {}`)).toEqual([
      `src/chat/graphql/chat.resolver.ts:5: ${kind} chat has no Allow(…) as the first argument of its @${kind}.`,
    ]);
  });

  it.each([
    ['as a decorator of its own', "  @Allow('SEE_CHATS') @Query(() => Chat)\n  chat() {}"],
    ['in a comment', "  @Query(/* Allow('SEE_CHATS') */ () => Chat)\n  chat() {}"],
    ['without being called', '  @Query(Allow, () => Chat)\n  chat() {}'],
    ['after its type', "  @Query(() => Chat, Allow('SEE_CHATS'))\n  chat() {}"],
    ['on its neighbour', "  @Query(Allow('SEE_CHATS'), () => Chat) chat() {}\n  @Query(() => Chat) old() {}"],
    ['behind a choice', "  @Query(open ? AllowAnyone('Demo.') : Allow('SEE_CHATS'), () => Chat)\n  chat() {}"],
  ])('is refused with a guard %s', (_, members) => {
    expect(faults(members)).toHaveLength(1);
  });

  it.each([
    ['on a line of its own', "  @Query(\n    Allow('SEE_CHATS'),\n    () => Chat,\n  )\n  chat() {}"],
    ['alone', "  @Query(Allow('SEE_CHATS'), () => Chat)\n  chat() {}"],
    [
      'before options of several lines',
      "  @Query(Allow('SEE_CHATS'), () => Chat, {\n    description: 'A.',\n  })\n  chat() {}",
    ],
    ['that lets anyone in for a reason', "  @Mutation(AllowAnyone('Logs in.'), () => R) logIn() {}"],
  ])('is passed with a guard first in our own decorator, %s', (_, members) => {
    expect(faults(members)).toEqual([]);
  });

  it.each(['AllowAnyone()', "AllowAnyone('')", "AllowAnyone(' ')", 'AllowAnyone(reason)', 'Allow()'])(
    'is refused with the empty guard %s',
    (guard) => expect(faults(`  @Query(${guard}, () => Chat) chat() {}`)).toHaveLength(1),
  );

  it.each([
    ["import { Query } from '@nestjs/graphql';", '@Query'],
    ["import { Query as Ask } from '@nestjs/graphql';", '@Ask'],
    ["import * as graphql from '@nestjs/graphql';", '@graphql.Query'],
    ["import { Query } from './decorators.js';", '@Query'],
    ['', '@Query'],
  ])('is found and refused behind %j', (imports, decorator) => {
    for (const member of [
      `${decorator}(() => Chat) chat() {}`,
      `${decorator}(Allow('SEE_CHATS'), () => Chat) chat() {}`,
    ])
      expect(faults(`  ${member}`, imports)).toEqual([expect.stringContaining('not of @libs/graphql')]);
  });

  it('is found behind another name of our own decorator', () => {
    const imports = "import { Query as Ask } from '@libs/graphql';";
    expect(faults('  @Ask(() => Chat) chat() {}', imports)).toHaveLength(1);
    expect(faults("  @Ask(Allow('SEE_CHATS'), () => Chat) chat() {}", imports)).toEqual([]);
  });

  it('is not a field resolver or a parameter', () => {
    expect(operations("  @ResolveField(() => Chat) chat() {}\n  find(@Query('q') q: string) {}")).toEqual([]);
  });

  it('is listed with its name in the schema, its place and its guard', () => {
    const members = [
      "  @Query(Allow('SEE_CHATS'), () => Chat, { name: 'chat' }) one() {}",
      "  @Mutation(AllowAnyone('Logs in.'), () => R) logIn() {}",
      "  @Subscription(Allow('TYPE'), () => Typing) typing() {}",
    ];
    const place = { path: 'src/chat/graphql/chat.resolver.ts', from: '@libs/graphql' };
    expect(operations(members.join('\n'))).toEqual([
      { kind: 'Query', name: 'chat', ...place, line: 5, guard: { name: 'Allow', args: ["'SEE_CHATS'"] } },
      { kind: 'Mutation', name: 'logIn', ...place, line: 6, guard: { name: 'AllowAnyone', args: ["'Logs in.'"] } },
      { kind: 'Subscription', name: 'typing', ...place, line: 7, guard: { name: 'Allow', args: ["'TYPE'"] } },
    ]);
  });
});
