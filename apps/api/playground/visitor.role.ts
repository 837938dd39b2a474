import type { Example, Role, Step } from '@libs/playground';
import { aChatIsAskedFor, anAgentServesTheChat, openSession } from './steps.js';

/** What a visitor of a website does. `agent` brings an agent online. */
export function visitorRole(agent: readonly Step[]): Role {
  return {
    id: 'visitor',
    label: 'Visitor',
    about: 'You are a visitor of the website of BCW; no log-in is needed.',
    fields: [{ name: 'brandCode', label: 'Brand', value: 'BCW' }],
    setUp: [openSession],
    setUpMinutes: 24 * 60,
    examples: [startChat(agent), chatEvents(agent), sendMessage(agent), openPage],
  };
}

const startChat = (agent: readonly Step[]): Example => ({
  needs: agent,
  document: `# 1. Press ▶: you ask for a chat. Nobody online? The page
# brings the agent Anna online first.
#
# Every mutation takes a clientKey that you choose.
# {{uuid}} (below, under Variables) becomes a new one at
# each run; the same key sent again gets the same answer
# and does nothing twice. Run it again and you are
# refused: ChatAlreadyOpen. Refusals are data, not errors.
mutation StartMyChat($page: VisitPageInput!, $chat: StartChatInput!) {
  visitPage(input: $page) {
    __typename
    ... on VisitPageSuccess { seenUntil }
    ... on Refusal { reason }
  }
  startChat(input: $chat) {
    __typename
    ... on StartChatSuccess {
      chat { id status requestExpiresAt lastMessage { text } }
    }
    ... on ChatAlreadyOpen { chatId }
    ... on ChatNotAvailable { nextSteps }
    ... on Refusal { reason }
  }
}
`,
  variables: {
    page: { clientKey: '{{uuid}}', url: 'https://www.bestcustomwriting.example/prices', title: 'Prices' },
    chat: { clientKey: '{{uuid}}', text: 'Hello, what would an essay of five pages cost?' },
  },
});

const chatEvents = (agent: readonly Step[]): Example => ({
  needs: [...agent, aChatIsAskedFor('token')],
  meanwhile: anAgentServesTheChat,
  document: `# 2. Press ▶: a subscription. The page then lets Anna
# accept, write and close; you see each event as it comes.
# {{chatId}} is your open chat; the page asks for one if
# you have none.
#
# A lost connection resumes with after: and the cursor of
# the last event. Nothing is missed, nothing comes twice.
subscription MyChatEvents($chatId: ID!) {
  chatEvents(chatId: $chatId) {
    cursor
    event {
      __typename
      ... on ChatAcceptedEvent { acceptedAt agent { displayName } }
      ... on ChatMessageSentEvent { message { author { kind name } text sentAt } }
      ... on ChatTypingEvent { kind isTyping }
      ... on ChatClosedEvent { because closedAt }
      ... on ChatMissedEvent { reason }
    }
  }
}
`,
  variables: { chatId: '{{chatId}}' },
});

const sendMessage = (agent: readonly Step[]): Example => ({
  needs: [...agent, aChatIsAskedFor('token')],
  document: `# 3. Press ▶: you write in your chat.
mutation WriteToAgent($input: SendChatMessageInput!) {
  sendChatMessage(input: $input) {
    __typename
    ... on SendChatMessageSuccess { messageId sequence sentAt }
    ... on InvalidInput { field }
    ... on Refusal { reason }
  }
}
`,
  variables: { input: { clientKey: '{{uuid}}', chatId: '{{chatId}}', text: 'It is due on Friday.' } },
});

const openPage: Example = {
  document: `# 4. Press ▶: your visit, the greeting that waits for you,
# and what the chat button offers now.
query MyVisit {
  myVisit { visitorId isOnSite pagesSeen page { url title } greeting { text sentAt } openChatId }
  chatAvailability(brandCode: "BCW") { state buttonText expiresAt }
}
`,
};
