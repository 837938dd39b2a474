import { buildSchema, execute, type GraphQLResolveInfo, isObjectType, parse } from 'graphql';
import { argumentsOfOnly, askedFields } from './asked-fields.js';

const schema = buildSchema(`
  type Query { chat: Chat }
  type Chat { id: ID messages(last: Int! = 50, before: String): [String!] }
`);

/** What a resolver of the field `chat` sees of a document. */
function infoOf(document: string, variableValues: Record<string, unknown> = {}): GraphQLResolveInfo {
  let seen: GraphQLResolveInfo | undefined;
  const query = schema.getQueryType();
  if (!isObjectType(query)) throw new Error('There is no query type.');
  query.getFields()['chat'].resolve = (_source, _args, _context, info) => {
    seen = info;
    return null;
  };
  const result = execute({ schema, document: parse(document), variableValues });
  if (!seen) throw new Error(JSON.stringify(result));
  return seen;
}

const asked = (document: string, variables?: Record<string, unknown>): unknown =>
  argumentsOfOnly(infoOf(document, variables), 'Chat', 'messages');

it('[P1] names the fields that stand anywhere in the operation or in a fragment', () => {
  const info = infoOf('{ chat { ...A } } fragment A on Chat { id ... on Chat { m: messages } }');
  expect([...askedFields(info)].sort()).toEqual(['chat', 'id', 'messages']);
});

describe('[P2] the arguments of the one field', () => {
  it.each([
    ['with its defaults', '{ chat { id messages } }', { last: 50 }],
    ['as given', '{ chat { messages(last: 3, before: "x") } }', { last: 3, before: 'x' }],
    ['under another name', '{ chat { m: messages(last: 3) } }', { last: 3 }],
    ['in a fragment in a fragment', '{ chat { ...A } } fragment A on Chat { ... on Chat { messages } }', { last: 50 }],
  ])('are known %s', (_, document, expected) => expect(asked(document)).toEqual(expected));

  it('are known from variables', () => {
    const document = 'query ($last: Int!) { chat { messages(last: $last) } }';
    expect([asked(document, { last: 1 }), asked(document, { last: 2 })]).toEqual([{ last: 1 }, { last: 2 }]);
  });

  it.each([
    ['nobody asks for it', '{ chat { id } }'],
    ['it stands there twice', '{ chat { messages m: messages(last: 1) } }'],
    ['it stands there twice through a fragment', '{ chat { messages ...A } } fragment A on Chat { messages }'],
    ['it is there under a condition', '{ chat { messages @skip(if: true) } }'],
    ['its fragment is there under a condition', '{ chat { ... @include(if: false) { messages } } }'],
    ['its parent stands there twice', '{ chat { messages } chat { id } }'],
    ['an argument is wrong', '{ chat { messages(last: null) } }'],
  ])('are not known when %s', (_, document) => expect(asked(document)).toBeUndefined());
});
