import type { Attack, Judge } from '../attack.js';
import { excerpt, refused } from '../judge.js';
import { query, sends } from '../senders.js';

/** Nothing of the schema that the sender did not know already. */
const tellsNothing: Judge = async (reply) => [
  ...(await refused(reply)),
  ...(/did you mean/i.test(reply.body) ? [`suggests: ${excerpt(reply.body)}`] : []),
];

const GUESSES = [
  '{ __schema { types { name } } }',
  '{ __schema { queryType { fields { name } } } }',
  '{ __type(name: "Query") { fields { name } } }',
  '{ a: __type(name: "Chat") { name } me { kind } }',
  'query a { ...x } fragment x on Query { __schema { types { name } } }',
  '{ ... { __schema { types { name } } } }',
  '{ ... @include(if: true) { __type(name: "Me") { name } } }',
  '{ __schema\n{ types { name } } }',
  '{ __schema,{ types { name } } }',
  '{ __schema#x\n{ types { name } } }',
  '{ m }',
  '{ mee { kind } }',
  '{ me { kindd } }',
  '{ brand { id } }',
  '{ brands(frist: 1) { nodes { id } } }',
  '{ node { id } }',
  '{ chatAvailability(brandCod: "BCW") { state } }',
  '{ chats(view: OPE) { nodes { id } } }',
  '{ ... on Quer { me { kind } } }',
  'query ($v: AgentFilterInpu) { me { kind } }',
  'mutation { logI }',
  'mutation { logIn(input: {emai: "x"}) { __typename } }',
  'mutation { setMyStatus(input: {clientKey: "x", status: ONLIN}) { __typename } }',
  'subscription { chatEvent { cursor } }',
  '{ me @includ(if: true) { kind } }',
] as const;

/** How tools such as clairvoyance find a schema that may not be asked for. Against a server whose introspection is off. */
export function closedSchema(): Attack[] {
  const documents = GUESSES.map((document) => ({
    name: document.replaceAll(/\s+/g, ' '),
    payload: query(document),
    expected: tellsNothing,
  }));
  const variables = [
    [
      'an enum by a variable',
      query('query ($v: ChatListView!) { chats(view: $v) { nodes { id } } }', { variables: { v: 'OPE' } }),
    ],
    [
      'a field of an input by a variable',
      query('mutation ($i: LogInInput!) { logIn(input: $i) { __typename } }', { variables: { i: { emai: 'x' } } }),
    ],
    [
      'a missing field of an input',
      query('mutation ($i: LogInInput!) { logIn(input: $i) { __typename } }', { variables: { i: {} } }),
    ],
  ].map(([name = '', payload = '']) => ({ name, payload, expected: tellsNothing }));
  return sends(
    'closed schema',
    [...documents, ...variables].map((sent) => ({ ...sent, callers: ['Anonymous', 'Agent'] as const })),
  );
}
