import type { Attack, Judge } from '../attack.js';
import { excerpt, harmless, refused, refusedAs, resultsOf, works } from '../judge.js';
import { query, sends, type Sent } from '../senders.js';

const times = (n: number, part: (i: number) => string, between = ' '): string =>
  Array.from({ length: n }, (_, i) => part(i)).join(between);
const nested = (n: number, open: string, inner: string, close: string): string =>
  `${open.repeat(n)}${inner}${close.repeat(n)}`;
const invalid = refusedAs(
  'GRAPHQL_PARSE_FAILED',
  'GRAPHQL_VALIDATION_FAILED',
  'OPERATION_RESOLUTION_FAILURE',
  'BAD_REQUEST',
  'BAD_USER_INPUT',
);

/** Each fragment spreads the next one twice: 2 to the power of n fields. */
const laughs = (n: number, name = 'f'): string =>
  `{ ...${name}0 } ${times(n, (i) => `fragment ${name}${i} on Query { ...${name}${i + 1} ...${name}${i + 1} }`)} fragment ${name}${n} on Query { me { kind } }`;
const chain = (n: number, name: string, last: string): string =>
  `{ ...${name}0 } ${times(n, (i) => `fragment ${name}${i} on Query { ...${name}${i + 1} }`)} fragment ${name}${n} on Query { ${last} }`;
const deepChats = (n: number): string => nested(n, 'chats(first:1){nodes{visitor{', 'id', '}}}');

/** Documents that ask for too much, or that are made to be hard to read. */
const TOO_MUCH: readonly (readonly [string, string])[] = [
  ['fields nested 16 deep that exist', `{ ${nested(6, 'node(id:"x"){...on Chat{visitor{', 'id', '}}}')} }`],
  ['a chat list in each visitor of a chat list', `{ ${deepChats(6)} }`],
  ['fields nested 500 deep', `{ ${nested(500, 'a{', 'b', '}')} }`],
  ['fragments that spread the next twice, 25 times', laughs(25)],
  ['the same with names like meta fields', laughs(25, '__f')],
  ['the same with the name of a meta field', laughs(25, '__typename')],
  ['a chain of 200 fragments to a field beyond the depth', chain(200, 'c', nested(16, 'a{', 'b', '}'))],
  ['depth hidden in fragments named __x', `{ ...__x } fragment __x on Query { ${deepChats(6)} }`],
  ['depth hidden in __schema', `{ __schema { ${nested(12, 'types{fields{type{', 'name', '}}}')} } }`],
  ['types of fields of types of fields', '{__schema{types{fields{type{fields{type{fields{type{fields{name}}}}}}}}}}'],
  [
    'possibleTypes within fields within possibleTypes',
    '{__schema{types{possibleTypes{fields{type{possibleTypes{fields{type{possibleTypes{name}}}}}}}}}}',
  ],
  ['the schema 20 times under aliases', `{ ${times(20, (i) => `s${i}:__schema{types{fields{name args{name}}}}`)} }`],
  ['the schema 20 times in one', `{ __schema { ${times(40, (i) => `t${i}:types{fields{args{type{name}}}}`)} } }`],
  ['1,000 aliases of __typename', `{ ${times(600, (i) => `a${i}:__typename`)} }`],
  ['40 aliases of a field', `{ ${times(40, (i) => `a${i}:me{kind}`)} }`],
  ['40 aliases within a field', `{ me { ${times(40, (i) => `a${i}:kind`)} } }`],
  [
    '40 aliases over fragments',
    `{ ...a ...b } fragment a on Query { ${times(20, (i) => `a${i}:me{kind}`)} } fragment b on Query { ${times(20, (i) => `b${i}:me{kind}`)} }`,
  ],
  [
    '200 log-ins in one mutation',
    `mutation { ${times(100, (i) => `a${i}:logIn(input:{clientKey:"k${i}",email:"a",password:"b"}){__typename}`)} }`,
  ],
  ['25 different root fields', `{ ${times(25, (i) => `me{kind} r${i}:presenceTable{status}`)} }`],
  ['the same field 900 times', `{ ${times(900, () => 'me{kind}', ' ').slice(0, 9_000)} }`],
  ['the same leaf 1,900 times', `{ me { ${times(1_900, () => 'kind')} } }`],
  ['the meta field 1,900 times', `{ ${times(1_900, () => '__typename')} }`],
  ['overlapping fields, each with a selection', `{ ${times(300, (i) => `a:me{kind k${i % 3}:kind}`)} }`],
  [
    'overlapping fragments',
    `{ ${times(90, (i) => `...f${i}`)} } ${times(90, (i) => `fragment f${i} on Query{x:me{y:kind}}`)}`,
  ],
  ['200 directives on one field', `{ me ${times(200, () => '@include(if:true)')} { kind } }`],
  ['500 unknown directives', `{ me ${times(500, () => '@a')} { kind } }`],
  ['unknown directives on the operation', `query ${times(500, (i) => `@a${i}`)} { me { kind } }`],
  ['@skip on each of 500 fields', `{ ${times(250, () => '__typename @skip(if:false)')} }`],
  ['300 fragments that are not used', `{ me { kind } } ${times(300, (i) => `fragment f${i} on Me { kind }`)}`],
  ['300 variables that are not used', `query (${times(300, (i) => `$v${i}:Int`)}) { me { kind } }`],
  ['300 variables of one name', `query (${times(300, () => '$v:Int')}) { me { kind } }`],
  ['100 operations', times(100, (i) => `query q${i} { me { kind } }`)],
  ['50,000 tokens', `{ ${times(50_000, () => 'a')} }`],
  ['20,000 tokens of punctuation', `{ me ${times(20_000, () => '!', '')} }`],
  ['900 lists in a list', `{ brands(first: ${nested(900, '[', '', ']')}) { nodes { id } } }`],
  ['400 objects in an object', `{ agents(filter: ${nested(400, '{a:', '1', '}')}) { nodes { id } } }`],
  ['900 brackets around a type', `query ($v: ${nested(900, '[', 'Int', ']')}) { me { kind } }`],
  [
    '900 objects as the default of a variable',
    `query ($v: AgentFilterInput = ${nested(400, '{a:', '1', '}')}) { agents(filter: $v) { nodes { id } } }`,
  ],
  ['a selection opened 900 times and never closed', '{a'.repeat(900)],
  ['a fragment opened 900 times and never closed', '{...'.repeat(600)],
];

/** Documents that are wrong in themselves. */
const WRONG: readonly (readonly [string, string])[] = [
  ['nothing', ''],
  ['only spaces', '   '],
  ['only a comment', '# hello'],
  ['half a document', '{ me { kind'],
  ['a document with too many braces', '{ me { kind } } }'],
  ['an empty selection', '{ }'],
  ['a selection in nothing', '{ me { } }'],
  ['a fragment that spreads itself', '{ ...a } fragment a on Query { ...a }'],
  ['a fragment that spreads itself, named __a', '{ ...__a } fragment __a on Query { me { kind } ...__a }'],
  ['two fragments in a circle', '{ ...a } fragment a on Query { ...b } fragment b on Query { ...a }'],
  ['100 fragments in a circle', `{ ...f0 } ${times(100, (i) => `fragment f${i} on Query { ...f${(i + 1) % 100} }`)}`],
  ['a circle within a field', '{ me { ...a } } fragment a on Me { kind ...b } fragment b on Me { ...a }'],
  ['a circle that nobody spreads', '{ me { kind } } fragment a on Query { ...a }'],
  [
    'a circle in fields that overlap',
    '{ ...a ...b } fragment a on Query { x:node(id:"1"){id} ...b } fragment b on Query { x:node(id:"2"){id} ...a }',
  ],
  ['a fragment named on', '{ ...on } fragment on on Query { me { kind } }'],
  ['a fragment on no type', '{ ...a } fragment a on Nothing { b }'],
  ['a fragment on a scalar', '{ ...a } fragment a on String { b }'],
  ['a fragment that is missing', '{ ...missing }'],
  ['a fragment named like a prototype', '{ ...__proto__ ...constructor ...toString }'],
  ['fields of the prototype', '{ __proto__ constructor toString hasOwnProperty valueOf }'],
  ['a field below a leaf', '{ me { kind { x } } }'],
  ['an object without a selection', '{ me }'],
  ['fields that do not agree', '{ node(id:"1"){id} node(id:"2"){id} }'],
  ['an argument twice', '{ brands(first:1, first:2) { nodes { id } } }'],
  ['an unknown argument', '{ brands(limit:1) { nodes { id } } }'],
  ['an argument named __proto__', '{ brands(__proto__:1) { nodes { id } } }'],
  ['a variable that is not declared', '{ brands(first:$n) { nodes { id } } }'],
  ['a variable of an unknown type', 'query ($v: Evil) { me { kind } }'],
  ['a variable of an output type', 'query ($v: Me) { me { kind } }'],
  ['a variable named __proto__', 'query ($__proto__: Evil) { me { kind } }'],
  ['a number as an operation', '42'],
  ['a keyword alone', 'query'],
  ['a type definition', 'type Query { evil: String }'],
  ['an extension of a type', 'extend type Query { evil: String } { me { kind } }'],
  ['a schema definition', 'schema { query: Evil }'],
  ['a directive definition', 'directive @evil on FIELD { me { kind } }'],
  ['@defer, which we do not offer', '{ ... @defer { me { kind } } }'],
  ['@stream, which we do not offer', '{ brands(first:1) { nodes @stream(initialCount:0) { id } } }'],
  ['@specifiedBy on a field', '{ me @specifiedBy(url:"http://evil.example") { kind } }'],
  ['@include without its argument', '{ me @include { kind } }'],
  ['@skip with a text', '{ me @skip(if:"yes") { kind } }'],
  ['a number of 50,000 digits', `{ brands(first: ${'9'.repeat(50_000)}) { nodes { id } } }`],
  ['a number with 50,000 decimals', `{ brands(first: 1.${'9'.repeat(50_000)}) { nodes { id } } }`],
  ['a number with a huge exponent', '{ brands(first: 1e999999999) { nodes { id } } }'],
  ['a number that begins with zeros', '{ brands(first: 007) { nodes { id } } }'],
  ['a name of 50,000 letters', `{ ${'a'.repeat(50_000)} }`],
  ['an alias of 50,000 letters', `{ ${'a'.repeat(50_000)}: nothing }`],
  ['a name in another alphabet', '{ mе { kind } }'],
  ['a text that is not closed', '{ node(id:"x) { id } }'],
  ['a block text that is not closed', '{ node(id:"""x) { id } }'],
  ['an escape beyond Unicode', '{ node(id:"\\u{110000}") { id } }'],
  ['an escape that is half a surrogate', '{ node(id:"\\uD83D") { id } }'],
  ['an escape that is none', '{ node(id:"\\x41") { id } }'],
  ['a NUL byte', '{ me \u0000 { kind } }'],
  ['a lone surrogate', '{ me \uD800 { kind } }'],
  ['a byte order mark in the middle', '{ me { kind \uFEFF\uFEFF nothing } }'],
  ['control characters', '{ \u0001\u0002\u0003 }'],
  ['SQL', "'; drop table agent; --"],
  ['HTML', '<script>alert(1)</script>'],
  ['a template', '{{constructor.constructor("return process")()}}'],
  ['a path', '../../../../etc/passwd'],
  ['an XML entity', '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>'],
];

/** Documents that are in order, however odd they look. */
const ODD: readonly (readonly [string, string])[] = [
  ['a byte order mark in front', '\uFEFF{ me { kind } }'],
  ['comments of 24 KB', `{ me { kind } } ${'#\n'.repeat(12_000)}`],
  ['a comment of 24 KB', `{ me { kind } } # ${'x'.repeat(24_000)}`],
  ['24,000 commas', `{ me { kind } ${','.repeat(24_000)} }`],
  ['24,000 spaces and line ends', `{ me { kind } ${' \r\n\t'.repeat(6_000)} }`],
  ['aliases named like the prototype', '{ __proto__: me { kind } constructor: me { toString: kind } }'],
  ['a field twice', '{ me { kind kind } me { kind } }'],
  ['a fragment named like a prototype', '{ ...constructor } fragment constructor on Query { me { kind } }'],
  ['everything skipped', '{ me @skip(if: true) { kind } }'],
];

/** Works, and does not let a key of the prototype become one of ours. */
const worksOwn: Judge = (reply) =>
  reply.closed !== undefined
    ? []
    : resultsOf(reply).some(({ data }) => data)
      ? []
      : [`does not work: ${excerpt(reply.body)}`];

/** Documents of all kinds, from everybody, over HTTP and WebSocket. */
export function documents(): Attack[] {
  const all: Sent[] = [
    ...TOO_MUCH.map(([name, document]) => ({ name, payload: query(document), expected: invalid })),
    ...WRONG.map(([name, document]) => ({ name, payload: query(document), expected: refused })),
    ...ODD.map(([name, document]) => ({ name: `${name} (in order)`, payload: query(document), expected: worksOwn })),
    {
      name: 'a subscription of two fields',
      payload: query('subscription { myVisitEvents { cursor } b: chatDeskEvents { cursor } }'),
      expected: refused,
    },
    { name: 'a subscription of its own type', payload: query('subscription { __typename }'), expected: refused },
    {
      name: 'a subscription with a skipped field',
      payload: query('subscription { myVisitEvents @skip(if: true) { cursor } }'),
      expected: refused,
    },
    {
      name: 'a subscription of a fragment twice',
      payload: query(
        'subscription { ...a ...b } fragment a on Subscription { myVisitEvents { cursor } } fragment b on Subscription { presenceEvents(brandCode:"BCW") { cursor } }',
      ),
      expected: refused,
    },
    // Costs nothing, whether it is refused or not.
    {
      name: 'inline fragments nested 600 deep',
      payload: query(`{ ${nested(600, '...{', 'me{kind}', '}')} }`),
      expected: harmless,
    },
    { name: 'an ordinary document (in order)', payload: query('{ me { kind } }'), expected: works },
    { name: 'the whole schema, as tools ask for it', payload: query(INTROSPECTION), expected: harmless, cpuMs: 150 },
  ];
  return sends('documents', all);
}

const INTROSPECTION = `query IntrospectionQuery { __schema { queryType { name } mutationType { name } subscriptionType { name } types { ...FullType } directives { name description locations args { ...InputValue } } } }
fragment FullType on __Type { kind name description fields(includeDeprecated: true) { name description args { ...InputValue } type { ...TypeRef } isDeprecated deprecationReason } inputFields { ...InputValue } interfaces { ...TypeRef } enumValues(includeDeprecated: true) { name description isDeprecated deprecationReason } possibleTypes { ...TypeRef } }
fragment InputValue on __InputValue { name description type { ...TypeRef } defaultValue }
fragment TypeRef on __Type { kind name ofType { kind name ofType { kind name ofType { kind name ofType { kind name ofType { kind name ofType { kind name ofType { kind name } } } } } } } }`;
