/** The three kinds of operation, each around the same selection of a chat, with a variable `$id` of type String or ID. */
export const FRAMES = {
  query: (chat: string, directives = '') => `query Q($id: ID!) ${directives} { chat(id: $id) { ${chat} } }`,
  mutation: (chat: string, directives = '') =>
    `mutation M($id: ID!) ${directives} { acceptChat(input: { clientKey: "hostile-0001", chatId: $id }) {
       ... on AcceptChatSuccess { chat { ${chat} } } } }`,
  subscription: (chat: string, directives = '') =>
    `subscription S($id: String) ${directives} { chatDeskEvents(after: $id) { chat { ${chat} } } }`,
} as const;

export type FrameKind = keyof typeof FRAMES;

/** A document that must be refused, whatever operation it stands in and whichever way it comes. */
export interface HostileDocument {
  readonly name: string;
  /** What is asked of the chat. */
  readonly chat: string;
  /** What stands behind the operation. */
  readonly fragments?: string;
  /** Directives of the operation. */
  readonly directives?: string;
  readonly code: string;
  /** Part of what the client is told. */
  readonly says: RegExp;
}

const times = (count: number, text: (index: number) => string): string =>
  Array.from({ length: count }, (_, index) => text(index)).join(' ');
const INVALID = 'GRAPHQL_VALIDATION_FAILED';
const UNPARSABLE = 'GRAPHQL_PARSE_FAILED';

export const HOSTILE_DOCUMENTS: readonly HostileDocument[] = [
  { name: 'deep fields', chat: `${'a{'.repeat(20)}a${'}'.repeat(20)}`, code: INVALID, says: /15 levels/ },
  {
    name: 'depth in fragments named like meta fields',
    chat: '...__x',
    fragments: `fragment __x on Chat{${'a{'.repeat(8)}...__typename${'}'.repeat(8)}} fragment __typename on Chat{${'a{'.repeat(8)}a${'}'.repeat(8)}}`,
    code: INVALID,
    says: /15 levels/,
  },
  {
    name: 'depth in inline fragments',
    chat: `${'...{a{'.repeat(20)}a${'}}'.repeat(20)}`,
    code: INVALID,
    says: /15 levels/,
  },
  { name: 'aliases', chat: times(31, (i) => `a${i}:id`), code: INVALID, says: /30 aliases/ },
  {
    name: 'aliases in fragments',
    chat: '...f ...{...f}',
    fragments: `fragment f on Chat{${times(16, (i) => `a${i}:id`)}}`,
    code: INVALID,
    says: /30 aliases/,
  },
  { name: 'one field again and again', chat: 'id '.repeat(101), code: INVALID, says: /100 fields of one name/ },
  { name: 'more fields than anybody needs', chat: times(1_001, (i) => `f${i}`), code: INVALID, says: /1000 fields/ },
  {
    name: 'fragments that double',
    chat: '...f0',
    fragments: `${times(40, (i) => `fragment f${i} on Chat{...f${i + 1} ...f${i + 1}}`)} fragment f40 on Chat{id}`,
    code: INVALID,
    says: /1000 fields|100 fields/,
  },
  {
    name: 'many fragments',
    chat: times(101, (i) => `...f${i}`),
    fragments: times(101, (i) => `fragment f${i} on Chat{id}`),
    code: INVALID,
    says: /100 fragments/,
  },
  {
    name: 'circular fragments',
    chat: '...f',
    fragments: 'fragment f on Chat{...g} fragment g on Chat{...f}',
    code: INVALID,
    says: /Cannot spread fragment/,
  },
  {
    name: 'a fragment that spreads itself',
    chat: '...f',
    fragments: 'fragment f on Chat{id ...f}',
    code: INVALID,
    says: /within itself/,
  },
  {
    name: 'fragments for nothing',
    chat: 'id',
    fragments: `fragment f on Chat{${'id '.repeat(500)}}`,
    code: INVALID,
    says: /100 fields/,
  },
  {
    name: 'directives at one field',
    chat: `id ${'@skip(if:false)'.repeat(6)}`,
    code: INVALID,
    says: /5 directives at one place/,
  },
  { name: 'unknown directives', chat: times(60, (i) => `... @x${i} {id}`), code: INVALID, says: /50 directives/ },
  {
    name: 'directives at the operation',
    chat: 'id',
    directives: '@a '.repeat(40),
    code: INVALID,
    says: /5 directives at one place/,
  },
  {
    name: 'many operations',
    chat: 'id',
    fragments: times(60, (i) => `query q${i}{__typename}`),
    code: INVALID,
    says: /50 operations/,
  },
  {
    name: 'mistakes without end',
    chat: times(300, (i) => `ide${i}`),
    code: INVALID,
    says: /Cannot query field "ide0"/,
  },
  { name: 'tokens', chat: 'id: id '.repeat(800), code: UNPARSABLE, says: /2000 tokens/ },
  { name: 'characters', chat: `id # ${'x'.repeat(33_000)}\n`, code: INVALID, says: /32000 characters/ },
  {
    name: 'deep lists of values',
    chat: `messages(last: ${'['.repeat(150)}${']'.repeat(150)}){nodes{id}}`,
    code: INVALID,
    says: /Int/,
  },
  {
    name: 'lists of values that are too deep',
    chat: `messages(last: ${'['.repeat(700)}${']'.repeat(700)}){nodes{id}}`,
    code: INVALID,
    says: /200 levels of brackets/,
  },
  {
    name: 'fields in fields without end',
    chat: 'a{'.repeat(900),
    code: INVALID,
    says: /200 levels of brackets/,
  },
  {
    name: 'values nested without end',
    chat: `messages(last: ${'['.repeat(2_000)}`,
    code: INVALID,
    says: /200 levels of brackets/,
  },
  {
    name: 'a number beyond all bounds',
    chat: 'messages(last: 99999999999999999999){nodes{id}}',
    code: INVALID,
    says: /Int cannot represent/,
  },
  {
    name: 'a number in the form of a fraction',
    chat: 'messages(last: 1e400){nodes{id}}',
    code: INVALID,
    says: /Int cannot represent/,
  },
  { name: 'NUL bytes', chat: '\u0000', code: UNPARSABLE, says: /Syntax Error/ },
  {
    name: 'half a surrogate pair, escaped',
    chat: 'messages(before: "\\uD800"){nodes{id}}',
    code: UNPARSABLE,
    says: /Syntax Error/,
  },
  {
    name: 'half a surrogate pair',
    chat: 'messages(before: "\uD800"){nodes{id}}',
    code: UNPARSABLE,
    says: /Syntax Error/,
  },
  { name: 'a prototype', chat: '__proto__ constructor', code: INVALID, says: /Cannot query field "__proto__"/ },
  { name: 'a large page', chat: 'messages(last: 6000){nodes{id}}', code: 'COST_LIMIT_EXCEEDED', says: /at most 5000/ },
  {
    name: 'large pages under two names',
    chat: 'a:messages(last:100){nodes{author{__typename}}} b:messages(last: 5000){edges{node{id}}}',
    code: 'COST_LIMIT_EXCEEDED',
    says: /at most 5000/,
  },
  {
    name: 'two-sided introspection',
    chat: 'id',
    fragments: 'query other{__schema{types{fields{type{fields{name}}}}}}',
    code: INVALID,
    says: /usual introspection query/,
  },
  {
    name: 'deep introspection',
    chat: 'id',
    fragments: `query other{__type(name:"Query"){${'fields{type{'.repeat(6)}name${'}}'.repeat(6)}}}`,
    code: INVALID,
    says: /introspection depth/i,
  },
  {
    name: 'introspection under many names',
    chat: 'id',
    fragments: `query other{${times(10, (i) => `a${i}:__schema{types{fields{name type{name}}}}`)}}`,
    code: INVALID,
    says: /usual introspection query/,
  },
  { name: 'no document', chat: '}', code: UNPARSABLE, says: /Syntax Error/ },
];

/** Variables that must be refused, as they stand in the request: JSON has forms that objects do not keep. */
export const HOSTILE_VARIABLES: readonly { name: string; json: string; says: RegExp }[] = [
  { name: 'deep lists', json: `{"id":"a","x":${'['.repeat(900)}${']'.repeat(900)}}`, says: /12 levels/ },
  { name: 'deep objects', json: `{"id":"a","x":${'{"a":'.repeat(900)}1${'}'.repeat(900)}}`, says: /12 levels/ },
  { name: 'long lists', json: `{"id":"a","x":[${'1,'.repeat(2_000)}1]}`, says: /1000 items/ },
  {
    name: 'many values',
    json: `{"id":"a",${Array.from({ length: 1_001 }, (_, i) => `"k${i}":1`).join(',')}}`,
    says: /1000 values/,
  },
  { name: 'much text', json: `{"id":"${'x'.repeat(62_000)}"}`, says: /too large/ },
  { name: '__proto__', json: '{"id":"a","__proto__":{"polluted":1}}', says: /not allowed/ },
  { name: '__proto__ below', json: '{"id":"a","x":{"y":[{"__proto__":{"polluted":1}}]}}', says: /not allowed/ },
  { name: 'constructor', json: '{"id":"a","constructor":{"prototype":{"polluted":1}}}', says: /not allowed/ },
  { name: 'prototype', json: '{"id":"a","prototype":1}', says: /not allowed/ },
];

/** Variables of a wrong type, which only reading them finds: for operations that both ways execute. */
export const WRONG_VARIABLES: readonly { name: string; json: string }[] = [
  { name: 'an object', json: '{"id":{"a":1}}' },
  { name: 'a list', json: '{"id":["a"]}' },
  { name: 'a boolean', json: '{"id":true}' },
  { name: 'a fraction', json: '{"id":1.5}' },
  { name: 'more than a number holds', json: '{"id":1e400}' },
  { name: 'nothing', json: '{"id":null}' },
  { name: 'no variables', json: '{}' },
];
