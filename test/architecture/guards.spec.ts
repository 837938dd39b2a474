import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { buildSchema } from 'graphql';
import { findOperations, findUnguarded, type Operation } from './guards.js';
import { parse, readSources } from './source-files.js';

const ROOT = join(import.meta.dirname, '../..');

function operations(
  members: string,
  imports = "import { Mutation, Query, Subscription } from '@nestjs/graphql';",
): Operation[] {
  const text = `${imports}\n@Resolver()\nexport class ChatResolver {\n${members}\n}\n`;
  return findOperations([parse('src/chat/graphql/chat.resolver.ts', text)]);
}
const faults = (members: string, imports?: string): string[] => findUnguarded(operations(members, imports));

describe('our own resolvers', () => {
  let found: Operation[];
  beforeAll(async () => {
    const files = await readSources(ROOT, ['apps', 'src', 'libs']);
    found = findOperations(files.filter(({ path }) => !/[.-]spec\.ts$/.test(path)));
  });

  it('are all guarded on the line that makes them a root field', () => {
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
      `src/chat/graphql/chat.resolver.ts:4: ${kind} chat has no @Allow(…) on the line of its @${kind}.`,
    ]);
  });

  it.each([
    ['on the line above', '  @Allow(Role.AGENT)\n  @Query(() => Chat)\n  chat() {}'],
    ['on the line below', '  @Query(() => Chat)\n  @Allow(Role.AGENT)\n  chat() {}'],
    [
      'after options of several lines',
      "  @Query(() => Chat, {\n    name: 'chat',\n  }) @Allow(Role.AGENT)\n  chat() {}",
    ],
    ['in a comment', '  @Query(() => Chat) // @Allow(Role.AGENT)\n  chat() {}'],
    ['without being called', '  @Allow @Query(() => Chat)\n  chat() {}'],
    ['on its neighbour', '  @Allow(Role.AGENT) @Query(() => Chat) chat() {}\n  @Query(() => Chat) old() {}'],
    ['as an argument that Nest ignores', '  @Query(Allow(Role.AGENT), () => Chat)\n  chat() {}'],
  ])('is refused with a guard %s', (_, members) => {
    expect(faults(members)).toHaveLength(1);
  });

  it.each([
    ['before it', '  @Allow(Role.AGENT) @Query(() => Chat)\n  chat() {}'],
    ['after it', '  @Query(() => Chat) @Allow(Role.AGENT)\n  chat() {}'],
    [
      'before options of several lines',
      "  @Allow(Role.AGENT) @Query(() => Chat, {\n    description: 'A.',\n  })\n  chat() {}",
    ],
    ['that lets anyone in for a reason', "  @AllowAnyone('Logs in.') @Mutation(() => R) logIn() {}"],
  ])('is passed with a guard %s', (_, members) => {
    expect(faults(members)).toEqual([]);
  });

  it('is passed with a guard that our own decorator demands', () => {
    const member = "  @Query(Allow(Role.AGENT), () => Chat, {\n    description: 'A.',\n  })\n  chat() {}";
    expect(faults(member, "import { Allow, Query } from '@libs/graphql';")).toEqual([]);
    expect(faults('  @Query(() => Chat)\n  chat() {}', "import { Query } from '@libs/graphql';")).toHaveLength(1);
  });

  it.each(['@AllowAnyone()', "@AllowAnyone('')", "@AllowAnyone(' ')", '@AllowAnyone(reason)', '@Allow()'])(
    'is refused with the empty guard %s',
    (guard) => expect(faults(`  ${guard} @Query(() => Chat) chat() {}`)).toHaveLength(1),
  );

  it.each([
    ["import { Query as Ask } from '@nestjs/graphql';", '@Ask(() => Chat)'],
    ["import * as graphql from '@nestjs/graphql';", '@graphql.Query(() => Chat)'],
  ])('is found behind %s', (imports, decorator) => {
    expect(faults(`  ${decorator} chat() {}`, imports)).toHaveLength(1);
  });

  it('is not a field resolver or a parameter', () => {
    expect(operations("  @ResolveField(() => Chat) chat() {}\n  find(@Query('q') q: string) {}")).toEqual([]);
  });

  it('is listed with its name in the schema, its place and its guard', () => {
    const members = [
      "  @Allow(Role.AGENT, Role.ADMIN) @Query(() => Chat, { name: 'chat' }) one() {}",
      "  @AllowAnyone('Logs in.') @Mutation('logIn') two() {}",
      '  @Allow(Role.VISITOR) @Subscription(() => Typing) typing() {}',
    ];
    const path = 'src/chat/graphql/chat.resolver.ts';
    expect(operations(members.join('\n'))).toEqual([
      { kind: 'Query', name: 'chat', path, line: 4, guard: { name: 'Allow', args: ['Role.AGENT', 'Role.ADMIN'] } },
      { kind: 'Mutation', name: 'logIn', path, line: 5, guard: { name: 'AllowAnyone', args: ["'Logs in.'"] } },
      { kind: 'Subscription', name: 'typing', path, line: 6, guard: { name: 'Allow', args: ['Role.VISITOR'] } },
    ]);
  });
});
