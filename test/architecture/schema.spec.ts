import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { buildSchema, printSchema } from 'graphql';
import { LINT_DEVIATIONS } from './graphql-lint.deviations.js';
import { lintSchema, RECOMMENDED_RULES } from './graphql-lint.js';
import { PLAIN_LISTS } from './plain-lists.js';
import { findFaults } from './schema-rules.js';
import { SAMPLE_SCHEMA } from './schema.sample.js';

describe('the committed schema', () => {
  let sdl: string;
  beforeAll(async () => {
    sdl = await readFile(join(import.meta.dirname, '../../apps/api/schema.graphql'), 'utf8');
  });

  it('keeps our own rules', () => {
    expect(findFaults(buildSchema(sdl), PLAIN_LISTS)).toEqual([]);
  });

  it('passes the recommended and the Relay rules of graphql-eslint', async () => {
    expect(await lintSchema(sdl)).toEqual([]);
  });
});

describe('our own rules', () => {
  const PLAIN = [{ field: 'Chat.tags', reason: 'At most ten.' }];
  const faults = (from: string, to: string): string[] => {
    expect(SAMPLE_SCHEMA).toContain(from);
    return findFaults(buildSchema(SAMPLE_SCHEMA.replaceAll(from, to)), PLAIN);
  };

  it('pass a faultless schema', () => {
    expect(findFaults(buildSchema(SAMPLE_SCHEMA), PLAIN)).toEqual([]);
  });

  it.each([
    ['type', '"A talk."', 'Chat'],
    ['field', '"Its subject."', 'Chat.subject'],
    ['argument', '"Which one."', 'Query.node(id)'],
    ['input field', '"What to write."', 'ReplyInput.text'],
    ['enum', '"Where it stands."', 'Status'],
    ['enum value', '"It runs."', 'Status.OPEN'],
    ['scalar', '"A point in time."', 'DateTime'],
    ['directive', '"Costs."', '@cost'],
    ['directive argument', '"How much."', '@cost(points)'],
    ['union', '"How a reply went."', 'ReplyResult'],
    ['interface', '"A thing with an id."', 'Node'],
    ['root type', '"What can be read."', 'Query'],
  ])('refuse a %s without a description or with one that is no sentence', (_, description, name) => {
    const fault = `${name}: its description must be a sentence that ends with a dot.`;
    for (const wrong of ['', '""', '"No dot"', '"A question?"', '"A shout!"'])
      expect(faults(description, wrong)).toEqual([fault]);
  });

  it.each([
    [
      'answers with Boolean',
      'ReplyResult!\n',
      'Boolean!\n',
      'it must answer with ReplyResult or ReplySuccess, not Boolean.',
    ],
    ['answers with null', 'ReplyResult!\n', 'ReplyResult\n', 'its answer must not be null.'],
    ['answers with a noun', 'ReplyResult!\n', 'Chat!\n', 'it must answer with ReplyResult or ReplySuccess, not Chat.'],
    [
      'answers with a union of another name',
      'ReplyResult',
      'ReplyPayload',
      'its union must be called ReplyResult, not ReplyPayload.',
    ],
    ['knows no success', 'ReplySuccess | ChatClosed', 'ChatClosed', 'ReplyResult must have a member ReplySuccess.'],
    ['refuses without a reason', 'reason: String!', 'cause: String!', 'ChatClosed must say its reason.'],
    [
      'refuses with a message',
      'reason: String!',
      'reason: String! "It." message: String!',
      'ChatClosed must not say message.',
    ],
    ['takes no input', '("What." input: ReplyInput!)', '', 'it must take one argument `input: ReplyInput!`.'],
    [
      'takes two arguments',
      'input: ReplyInput!)',
      'input: ReplyInput! "More." id: ID)',
      'it must take one argument `input: ReplyInput!`.',
    ],
    [
      'takes an input that may be null',
      'input: ReplyInput!',
      'input: ReplyInput',
      'it must take one argument `input: ReplyInput!`.',
    ],
    ['takes a scalar as input', 'input: ReplyInput!', 'input: String!', 'its input must be of type ReplyInput.'],
    [
      'takes an input of another name',
      'ReplyInput',
      'AnswerInput',
      'its input must be of type ReplyInput, not AnswerInput.',
    ],
    ['takes no client key', 'clientKey: ID!', 'key: ID!', 'ReplyInput must have a required clientKey.'],
    [
      'takes a client key that may be null',
      'clientKey: ID!',
      'clientKey: ID',
      'ReplyInput must have a required clientKey.',
    ],
  ])('refuse a mutation that %s', (_, from, to, fault) => {
    expect(faults(from, to)).toEqual([`Mutation.reply: ${fault}`]);
  });

  it('pass a mutation that knows no refusal', () => {
    expect(faults('ReplyResult!\n', 'ReplySuccess!\n')).toEqual([]);
  });

  it('refuse a list that is no connection', () => {
    const fault = 'a list must be a Relay connection, or stand in plain-lists.ts with a reason.';
    expect(faults('node: Chat!', 'nodes: [Chat!]!')).toEqual([`ChatEdge.nodes: ${fault}`]);
    expect(faults('first: Int, "From." after: String): ChatConnection!', 'first: Int): [Chat!]')).toEqual([
      `Query.chats: ${fault}`,
    ]);
  });

  it('refuse a list with gaps and a stale entry of the plain lists', () => {
    expect(faults('tags: [String!]!', 'tags: [String]!')).toEqual(['Chat.tags: the items of a list must not be null.']);
    expect(faults('tags: [String!]!', 'tag: String!')).toEqual(['Chat.tags: plain-lists.ts names no list.']);
  });

  it.each(['JSON', 'JSONObject', 'Any', 'StringMap'])('refuse the scalar %s', (name) => {
    expect(faults('DateTime', name)).toEqual([`${name}: a scalar must not hide a structure; write the type.`]);
  });

  it('refuse a node with an id of another type', () => {
    expect(faults('id: ID! "Its subject."', 'id: String! "Its subject."')).toContain(
      'Chat: a Node must have `id: ID!`.',
    );
  });
});

describe('graphql-eslint', () => {
  const printed = (sdl: string): string => printSchema(buildSchema(sdl, { assumeValid: true }));

  it('passes a faultless schema', async () => {
    expect(await lintSchema(printed(SAMPLE_SCHEMA))).toEqual([]);
  });

  it.each([
    ['relay-arguments', '"At most." first: Int, "From." after: String', '"At most." first: Int'],
    ['relay-edge-types', 'cursor: String!', 'position: String!'],
    ['relay-page-info', 'hasNextPage: Boolean!', 'hasMore: Boolean!'],
    ['naming-convention', 'subject:', 'Subject:'],
    ['no-typename-prefix', 'subject:', 'chatSubject:'],
    ['no-unreachable-types', 'status: Status!', 'status: String!'],
    ['require-description', '"A talk."', ''],
  ])('reports what %s forbids', async (rule, from, to) => {
    expect(SAMPLE_SCHEMA).toContain(from);
    const found = await lintSchema(printed(SAMPLE_SCHEMA.replaceAll(from, to)));
    expect(found.join('\n')).toContain(`@graphql-eslint/${rule}: `);
  });

  it('reports a text that is no schema', async () => {
    expect(await lintSchema('type {')).toEqual([expect.stringContaining('Syntax Error')]);
  });
});

describe('every exception', () => {
  it('names something that exists and gives a reason', () => {
    for (const { rule } of LINT_DEVIATIONS) expect(RECOMMENDED_RULES).toContain(rule);
    for (const { reason } of [...LINT_DEVIATIONS, ...PLAIN_LISTS]) expect(reason).toMatch(/^\S.{10,}\.$/);
  });
});
