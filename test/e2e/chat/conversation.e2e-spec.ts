import { startTestApp, type TestApp } from '@test/support/app.js';
import { key, makeOrganisation, type Organisation } from '@test/support/organisation.js';

let app: TestApp;
let org: Organisation;

beforeAll(async () => {
  app = await startTestApp();
  org = await makeOrganisation(app);
  await org.goes(org.ann, 'ONLINE');
  await org.goes(org.ben, 'ONLINE');
});
afterAll(() => app.close());

const START = `mutation ($input: StartChatInput!) { startChat(input: $input) { __typename ... on StartChatSuccess { chat { id status opening
  visitor { id } brand { code } lastMessage { text } } } ... on Refusal { reason } ... on ChatAlreadyOpen { chatId } ... on ChatNotAvailable { nextSteps } } }`;

describe('a conversation', () => {
  it('[R25] starts', async () => {
    const visitor = await org.visitor();
    const started = await app.graphql(START, { input: { clientKey: key(), text: 'Hello' } }, visitor.token);
    expect(started.errors).toBeUndefined();
    expect(started.data.startChat).toMatchObject({ __typename: 'StartChatSuccess', chat: { status: 'REQUESTED', lastMessage: { text: 'Hello' } } });
  });
});
