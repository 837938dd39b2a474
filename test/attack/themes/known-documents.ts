import type { Attack, CallerName, Judge, Reply } from '../attack.js';
import { excerpt, harmless, refused } from '../judge.js';
import { exchange } from '../http-client.js';
import type { World } from '../world.js';

const CALLERS: readonly CallerName[] = ['Anonymous', 'Visitor', 'Agent'];
/** From the second time on a document is answered ahead of Express and Apollo Server, from the fifth on by a program made of it. */
const TIMES = 7;
const PAST = 'application/graphql-response+json';
/** Means the same, but is not among what is answered ahead. */
const THROUGH = 'application/graphql-response+json, application/json;q=0.8';

const deep = (n: number): string => `${'['.repeat(n)}${']'.repeat(n)}`;
const LIST =
  'query L($n: Int!, $after: String) { brands(first: $n, after: $after) { nodes { id code } pageInfo { hasNextPage } } }';
const CHATS =
  'query C($view: ChatListView, $from: DateTime, $tag: String) { chats(first: 1, view: $view, from: $from, tag: $tag) { nodes { __typename } } }';
const NODE = 'query N($id: ID!, $yes: Boolean! = true) { node(id: $id) { __typename id @include(if: $yes) } }';
const FILTER = 'query F($filter: AgentFilterInput) { agents(filter: $filter, first: 1) { nodes { __typename } } }';
const LOG_IN = 'mutation I($input: LogInInput!) { logIn(input: $input) { __typename } }';
const TWO =
  'query A { me { kind } } query B { brands(first: 1) { nodes { code } } } mutation M($input: LogOutInput!) { logOut(input: $input) { __typename } }';

/** Documents, and what is said beside them: raw JSON, as clients may send what no library would. */
const SAID: readonly (readonly [name: string, document: string, beside: string, expected?: Judge])[] = [
  ...[
    '0',
    '-1',
    '-0',
    '1.5',
    '1e400',
    '1e3',
    '2147483648',
    '-2147483649',
    '9007199254740993',
    '"1"',
    'true',
    'null',
    '[1]',
    '{}',
    '5001',
    '1E0',
    '0.0',
  ].map((n): (typeof SAID)[number] => [`a page of ${n}`, LIST, `"variables":{"n":${n}}`]),
  ...[
    '""',
    '"0"',
    '"null"',
    '"\\u0000"',
    '"\\ud800"',
    '"\\u202e\\u0627"',
    '"💥"',
    '"__proto__"',
    '"constructor"',
    '1',
    '[]',
    '{"a":1}',
    `"${'x'.repeat(10_000)}"`,
    '"MjAyNi0wMS0wMVQwMDowMDowMFo="',
    '"eyJpZCI6IjEifQ=="',
    '"../../etc/passwd"',
    '"\' or 1=1 --"',
    '"%00"',
  ].map((after): (typeof SAID)[number] => [
    `a cursor ${after.slice(0, 30)}`,
    LIST,
    `"variables":{"n":2,"after":${after}}`,
  ]),
  ...['"ALL"', '"all"', '"NONE"', '"__proto__"', '"toString"', '1', '["ALL"]', 'true', '""', '{"valueOf":1}'].map(
    (view): (typeof SAID)[number] => [`an enum ${view}`, CHATS, `"variables":{"view":${view}}`],
  ),
  ...[
    '"0000-01-01T00:00:00Z"',
    '"0001-01-01T00:00:00Z"',
    '"9999-12-31T23:59:59Z"',
    '"+275760-09-13T00:00:00Z"',
    '"-271821-04-20T00:00:00Z"',
    '"275760-09-13T00:00:00Z"',
    '"now"',
    '"infinity"',
    '"-infinity"',
    '"today"',
    '"2026-02-30T00:00:00Z"',
    '"2026-01-01T24:00:00Z"',
    '"2026-01-01T23:59:60Z"',
    '"2026-01-01"',
    '"2026-01-01T00:00:00"',
    '"2026-01-01T00:00:00+99:99"',
    '0',
    '-1',
    '1e18',
    '8640000000000001',
    'null',
    '""',
    '[]',
  ].map((from): (typeof SAID)[number] => [`a time ${from}`, CHATS, `"variables":{"from":${from}}`]),
  ...[
    '"x"',
    '1',
    '-0',
    '1.5',
    '1e400',
    'true',
    '[]',
    '{}',
    '"\\u0000"',
    '"__proto__"',
    `"${'9'.repeat(10_000)}"`,
    '"00000000-0000-0000-0000-000000000000"',
    '"Chat:1"',
    '"🙂"',
  ].map((id): (typeof SAID)[number] => [`a node ${id.slice(0, 30)}`, NODE, `"variables":{"id":${id}}`]),
  ['a condition that is no Boolean', NODE, '"variables":{"id":"x","yes":"false"}', refused],
  ['a condition that is null', NODE, '"variables":{"id":"x","yes":null}', refused],
  ['a filter that is a list', FILTER, '"variables":{"filter":[{}]}'],
  [
    'a filter of unknown keys',
    FILTER,
    '"variables":{"filter":{"__proto__":{"a":1},"constructor":1,"toString":2}}',
    refused,
  ],
  ['a filter 2,000 deep', FILTER, `"variables":{"filter":${deep(2_000)}}`, refused],
  ['unknown variables', LIST, '"variables":{"n":1,"m":2,"__proto__":{"n":5},"constructor":{},"hasOwnProperty":1}'],
  ['one name twice', LIST, '"variables":{"n":5000,"n":1},"variables":{"n":1}'],
  ['a query twice', LIST, '"variables":{"n":1},"query":"{ me { kind } }"'],
  ['4,000 variables', LIST, `"variables":{"n":1${Array.from({ length: 4_000 }, (_, i) => `,"k${i}":0`).join('')}}`],
  ['variables that are a text', LIST, '"variables":"{\\"n\\":1}"', refused],
  ['variables that are a list', LIST, '"variables":[1]', refused],
  ['variables that are a number', LIST, '"variables":1', refused],
  ['no variables', LIST, '"variables":null', refused],
  ['no input', LOG_IN, '"variables":{}', refused],
  ['an input of null', LOG_IN, '"variables":{"input":null}', refused],
  ['an input without keys', LOG_IN, '"variables":{"input":{}}', refused],
  [
    'an input of a key too many',
    LOG_IN,
    '"variables":{"input":{"clientKey":"12345678","email":"a","password":"b","isAdmin":true}}',
    refused,
  ],
  ['an input of numbers', LOG_IN, '"variables":{"input":{"clientKey":1,"email":2,"password":3}}', refused],
  ['no operation of several', TWO, '"variables":{}', refused],
  ...['A', 'B', 'M', 'a', '', ' A', '__proto__', 'constructor', 'A\\u0000', 'A\\ud800'].map(
    (name): (typeof SAID)[number] => [`the operation ${name || 'without a name'}`, TWO, `"operationName":"${name}"`],
  ),
  ['an operation that is a number', TWO, '"operationName":1', refused],
  ['an operation that is a list', TWO, '"operationName":["A"]', refused],
  ...[
    '1',
    '"x"',
    '[]',
    'true',
    '{"persistedQuery":{"version":1,"sha256Hash":"x"}}',
    '{"__proto__":1}',
    '{}',
    'null',
  ].map((extensions): (typeof SAID)[number] => [
    `extensions ${extensions}`,
    LIST,
    `"variables":{"n":1},"extensions":${extensions}`,
  ]),
  [
    'many names of one field',
    `{ ${Array.from({ length: 30 }, (_, i) => `a${i}: me { kind }`).join(' ')} }`,
    '"variables":{}',
  ],
  ['__typename again and again', `{ ${'__typename '.repeat(99)} }`, '"variables":{}'],
  [
    'a name of JavaScript',
    '{ constructor: me { __proto__: kind toString: kind valueOf: __typename then: kind toJSON: kind } }',
    '"variables":{}',
  ],
  [
    'an escape in a name',
    '{ brands(first: 1, after: "\\\\u{1F600}\\\\u0000") { nodes { id } } }',
    '"variables":{}',
    refused,
  ],
  ['@defer', '{ ... @defer { me { kind } } }', '"variables":{}', refused],
  ['@stream', '{ brands(first: 1) { nodes @stream { id } } }', '"variables":{}', refused],
  ['what a subscription would be told', 'subscription { myVisitEvents { cursor } }', '"variables":{}', refused],
];

/** The same hostile request again and again: whichever way it is answered, it is answered alike. */
export function knownDocuments(): Attack[] {
  return [
    isAnsweredAhead,
    ...SAID.flatMap(([name, document, beside, expected = harmless]) =>
      CALLERS.map((caller): Attack => {
        const body = `{"query":${JSON.stringify(document)},${beside}}`;
        let unlike: string[] = [];
        return {
          theme: 'known documents',
          name,
          caller,
          over: 'HTTP',
          once: true,
          cpuMs: 50 * TIMES,
          expected: async (reply) => [...unlike, ...(await expected(reply))],
          async send(world) {
            const usual = await post(world, caller, body, THROUGH);
            let last = usual;
            const shown = new Set<string>();
            for (let i = 0; i < TIMES; i++) shown.add(comparable((last = await post(world, caller, body, PAST))));
            unlike = [...shown]
              .filter((each) => each !== comparable(usual))
              .map((each) => `${excerpt(each)} instead of ${excerpt(comparable(usual))}`);
            return last;
          },
        };
      }),
    ),
  ];
}

/** Without this the others would prove nothing. */
const isAnsweredAhead: Attack = {
  theme: 'known documents',
  name: 'an honest request is answered ahead',
  caller: 'Agent',
  over: 'HTTP',
  once: true,
  cpuMs: 1_000,
  expected: ({ text }) => (Number(text) >= TIMES - 1 ? [] : [`${text} of ${TIMES} were answered ahead`]),
  async send(world) {
    const before = await answeredAhead(world);
    for (let i = 0; i < TIMES; i++) await post(world, 'Agent', JSON.stringify({ query: '{ me { kind } }' }), PAST);
    const text = `${(await answeredAhead(world)) - before}`;
    return { text, body: '', sent: '' };
  },
};

async function answeredAhead({ url }: World): Promise<number> {
  const { body } = await exchange(url, { method: 'GET', path: '/metrics' });
  return Number(/^parley_known_documents_total(?:\{[^}]*\})? (\d+)/m.exec(body)?.[1] ?? 0);
}

async function post(world: World, caller: CallerName, body: string, accept: string): Promise<Reply> {
  const token = world.tokenOf(caller);
  const headers = { 'content-type': 'application/json', accept, ...(token && { authorization: `Bearer ${token}` }) };
  return exchange(world.url, { headers, body });
}

function comparable({ status, body }: Reply): string {
  return `${status ?? 0} ${body.replaceAll(/"requestId":"[^"]*"/g, '"requestId":"?"')}`;
}
