import { startTestApp, type TestApp } from '@test/support/app.js';
import { key, makeOrganisation, type Organisation, type TestVisitor } from '@test/support/organisation.js';

let app: TestApp;
let people: Organisation;

beforeAll(async () => {
  app = await startTestApp({ worker: false });
  people = await makeOrganisation(app);
  await people.goes(people.ann, 'ONLINE');
}, 60_000);

afterAll(() => app.close());

const mutate = async (name: string, input: object, { token }: TestVisitor): Promise<Record<string, any>> => {
  const type = `${name.charAt(0).toUpperCase()}${name.slice(1)}`;
  const document = `mutation ($input: ${type}Input!) { outcome: ${name}(input: $input) { __typename
    ... on Refusal { reason } ${name === 'startChat' ? '... on StartChatSuccess { chat { id } }' : ''} } }`;
  const { data, errors } = await app.graphql(document, { input: { clientKey: key(), ...input } }, token);
  if (!data) throw new Error(JSON.stringify(errors));
  return data.outcome;
};

it('[S14] opens only his own conversations to a visitor: those of others are not there, for reading and for writing', async () => {
  const [owner, stranger, elsewhere] = [await people.visitor(), await people.visitor(), await people.visitor('WE')];
  const started = await mutate('startChat', { text: 'Hello', medium: 'TEXT', isWillingToWait: true }, owner);
  const chatId = String(started['chat'].id);
  const read = async ({ token }: TestVisitor) =>
    (
      await app.graphql(
        'query ($id: ID!) { chat(id: $id) { id } myChats(first: 5) { nodes { id } } }',
        { id: chatId },
        token,
      )
    ).data;
  expect(await read(owner)).toEqual({ chat: { id: chatId }, myChats: { nodes: [{ id: chatId }] } });
  for (const visitor of [stranger, elsewhere]) {
    expect(await read(visitor)).toEqual({ chat: null, myChats: { nodes: [] } });
    for (const [name, input] of [
      ['sendChatMessage', { text: 'Let me in' }],
      ['signalTyping', { isTyping: true }],
      ['leaveChat', {}],
    ] as const)
      expect(await mutate(name, { chatId, ...input }, visitor)).toMatchObject({ __typename: 'NotFound' });
  }
  expect(await mutate('sendChatMessage', { chatId, text: 'Anybody?' }, owner)).toMatchObject({
    __typename: 'SendChatMessageSuccess',
  });
});
