import type { Attack } from '../attack.js';
import { harmless, refused, works } from '../judge.js';
import { query, sends, type Sent } from '../senders.js';

const ME = '{ me { kind } }';
const deep = (n: number): string => `${'['.repeat(n)}${']'.repeat(n)}`;
const deepObject = (n: number): string => `${'{"a":'.repeat(n)}1${'}'.repeat(n)}`;
const withVariables = (json: string): string =>
  `{"query":"query($v:AgentFilterInput){agents(filter:$v){nodes{id}}}","variables":${json}}`;
const page = (json: string): string =>
  `{"query":"query($n:Int!){brands(first:$n){nodes{id}}}","variables":{"n":${json}}}`;
const keys = (n: number): string => `{${Array.from({ length: n }, (_, i) => `"k${i}":${i}`).join()}}`;

/** Requests whose JSON is hostile: in shape, in size, in its keys. */
const REQUESTS: readonly Sent[] = [
  { name: 'null', payload: 'null', expected: refused },
  { name: 'a list', payload: '[]', expected: refused },
  { name: 'a batch of one', payload: `[${query(ME)}]`, expected: refused },
  { name: 'a batch of 200', payload: `[${Array.from({ length: 200 }, () => query(ME)).join()}]`, expected: refused },
  { name: 'a batch within a batch', payload: `[[${query(ME)}]]`, expected: refused },
  { name: 'a text', payload: JSON.stringify(ME), expected: refused },
  { name: 'a number', payload: '1', expected: refused },
  { name: 'true', payload: 'true', expected: refused },
  { name: 'an empty object', payload: '{}', expected: refused },
  { name: 'a query that is null', payload: '{"query":null}', expected: refused },
  { name: 'a query that is a number', payload: '{"query":1}', expected: refused },
  { name: 'a query that is a list', payload: '{"query":["{me{kind}}"]}', expected: refused },
  { name: 'a query that is an object', payload: '{"query":{"toString":"x","length":1e9}}', expected: refused },
  { name: 'a query 50,000 lists deep', payload: `{"query":${deep(25_000)}}`, expected: refused },
  {
    name: 'an object of keys of the prototype',
    payload: '{"__proto__":{"query":"{me{kind}}"},"constructor":{"prototype":{"query":"{me{kind}}"}}}',
    expected: refused,
  },
  { name: 'JSON that ends early', payload: '{"query":"{me{kind}}"', expected: refused },
  { name: 'JSON with a comma too many', payload: '{"query":"{me{kind}}",}', expected: refused },
  { name: 'JSON with comments', payload: '{/* x */"query":"{me{kind}}"}', expected: refused },
  { name: 'JavaScript', payload: '{query:(function(){return "{me{kind}}"})()}', expected: refused },
  { name: 'NaN', payload: page('NaN'), expected: refused },
  { name: 'Infinity', payload: page('Infinity'), expected: refused },
  { name: 'an operation name that is not there', payload: query(ME, { operationName: 'x' }), expected: refused },
  { name: 'an operation name of the prototype', payload: query(ME, { operationName: '__proto__' }), expected: refused },
  { name: 'an operation name that is a list', payload: query(ME, { operationName: ['a'] }), expected: refused },
  { name: 'an operation name that is an object', payload: query(ME, { operationName: { a: 1 } }), expected: refused },
  {
    name: 'an operation name of 40,000 letters',
    payload: query(ME, { operationName: 'x'.repeat(40_000) }),
    expected: refused,
  },
  {
    name: 'two operations and no name',
    payload: query('query a { me { kind } } query b { me { kind } }'),
    expected: refused,
  },
  {
    name: 'two operations of one name',
    payload: query('query a { me { kind } } query a { me { kind } }', { operationName: 'a' }),
    expected: refused,
  },
  {
    name: 'a named operation beside one without a name',
    payload: query('{ me { kind } } query a { me { kind } }', { operationName: 'a' }),
    expected: refused,
  },
  { name: 'variables that are a text', payload: query(ME, { variables: 'x' }), expected: refused },
  { name: 'variables that are a list', payload: query(ME, { variables: [] }), expected: harmless },
  { name: 'variables that are a number', payload: query(ME, { variables: 1 }), expected: refused },
  { name: 'variables as JSON in a text', payload: query(ME, { variables: '{"a":1}' }), expected: harmless },
  {
    name: 'variables with __proto__',
    payload: `{"query":"${ME}","variables":{"__proto__":{"polluted":true}}}`,
    expected: harmless,
  },
  { name: '__proto__ in a filter', payload: withVariables('{"v":{"__proto__":{"brandId":"x"}}}'), expected: harmless },
  {
    name: 'constructor in a filter',
    payload: withVariables('{"v":{"constructor":{"prototype":{"a":1}}}}'),
    expected: refused,
  },
  {
    name: 'variables 5,000 objects deep',
    payload: `{"query":"${ME}","variables":{"a":${deepObject(5_000)}}}`,
    expected: harmless,
  },
  {
    name: 'variables 25,000 lists deep',
    payload: `{"query":"${ME}","variables":{"a":${deep(25_000)}}}`,
    expected: harmless,
  },
  { name: 'a filter 5,000 lists deep', payload: withVariables(`{"v":${deep(5_000)}}`), expected: refused },
  { name: 'a filter 3,000 objects deep', payload: withVariables(`{"v":${deepObject(3_000)}}`), expected: refused },
  { name: 'a filter of 4,000 unknown keys', payload: withVariables(`{"v":${keys(4_000)}}`), expected: refused },
  {
    name: '4,000 variables that nobody asked for',
    payload: `{"query":"${ME}","variables":${keys(4_000)}}`,
    expected: harmless,
  },
  {
    name: 'a key a thousand times',
    payload: `{${'"query":"{evil}",'.repeat(1_000)}"query":"${ME}"}`,
    expected: harmless,
  },
  { name: 'a page of -1', payload: page('-1'), expected: refused },
  { name: 'a page of 0', payload: page('0'), expected: refused },
  { name: 'a page of 101', payload: page('101'), expected: refused },
  { name: 'a page of 2,147,483,647', payload: page('2147483647'), expected: refused },
  { name: 'a page beyond 32 bits', payload: page('2147483648'), expected: refused },
  { name: 'a page of 1e308', payload: page('1e308'), expected: refused },
  { name: 'a page of 1e309', payload: page('1e309'), expected: refused },
  { name: 'a page of -0', payload: page('-0'), expected: refused },
  { name: 'a page of 1.5', payload: page('1.5'), expected: refused },
  { name: 'a page of a text', payload: page('"1"'), expected: refused },
  { name: 'a page of true', payload: page('true'), expected: refused },
  { name: 'a page of null', payload: page('null'), expected: refused },
  { name: 'a page of a list', payload: page('[1]'), expected: refused },
  { name: 'a page of a number of 20,000 digits', payload: page('9'.repeat(20_000)), expected: refused },
  { name: 'extensions that are a text', payload: query(ME, { extensions: 'x' }), expected: refused },
  { name: 'extensions that are a list', payload: query(ME, { extensions: [] }), expected: harmless },
  {
    name: 'extensions 5,000 deep',
    payload: `{"query":"${ME}","extensions":{"a":${deepObject(5_000)}}}`,
    expected: harmless,
  },
  {
    name: 'extensions with __proto__',
    payload: `{"query":"${ME}","extensions":{"__proto__":{"polluted":true}}}`,
    expected: harmless,
  },
  {
    name: 'a persisted query that is not known',
    payload:
      '{"extensions":{"persistedQuery":{"version":1,"sha256Hash":"ecf4edb46db40b5132295c0291d62fb65d6759a9eedfa4d5d612dd5ec54a6b38"}}}',
    expected: refused,
  },
  {
    name: 'a persisted query of another text',
    payload: query(ME, { extensions: { persistedQuery: { version: 1, sha256Hash: '0'.repeat(64) } } }),
    expected: harmless,
  },
  {
    name: 'a persisted query of a strange hash',
    payload: query(ME, { extensions: { persistedQuery: { version: 1, sha256Hash: { a: 1 } } } }),
    expected: harmless,
  },
  {
    name: 'a persisted query of another version',
    payload: query(ME, { extensions: { persistedQuery: { version: 99, sha256Hash: '__proto__' } } }),
    expected: harmless,
  },
  {
    name: 'unknown keys beside the query',
    payload: query(ME, { id: 'x', doc: 'y', documentId: '../../etc/passwd', debug: true }),
    expected: harmless,
  },
  {
    name: 'a lone surrogate in a variable',
    payload: '{"query":"query($id:ID!){node(id:$id){id}}","variables":{"id":"\\ud800"}}',
    expected: harmless,
  },
  {
    name: 'a NUL in a variable',
    payload: '{"query":"query($id:ID!){node(id:$id){id}}","variables":{"id":"a\\u0000b"}}',
    expected: harmless,
  },
  { name: 'a mutation of a query', payload: query('mutation { me { kind } }'), expected: refused },
  {
    name: 'a query of a mutation',
    payload: query('{ logOut(input:{clientKey:"x"}) { __typename } }'),
    expected: refused,
  },
  { name: 'a body of 200 KB', payload: query(`${ME} # ${'x'.repeat(200_000)}`), expected: harmless },
  {
    name: 'a body of 300 KB',
    payload: query(`${ME} # ${'x'.repeat(300_000)}`),
    expected: refused,
    callers: ['Anonymous', 'Agent'],
  },
  {
    name: 'a body of 5 MB',
    payload: query(`${ME} # ${'x'.repeat(5_000_000)}`),
    expected: refused,
    callers: ['Anonymous', 'Agent'],
    cpuMs: 100,
  },
  {
    name: 'variables of 5 MB',
    payload: query(ME, { variables: { a: 'x'.repeat(5_000_000) } }),
    expected: refused,
    callers: ['Anonymous', 'Agent'],
    cpuMs: 100,
  },
  { name: 'an ordinary request', payload: query(ME), expected: works },
];

/** Hostile requests to GraphQL, from everybody, over HTTP and WebSocket. */
export function requests(): Attack[] {
  return sends('requests', REQUESTS);
}
