import type { Step } from '@libs/playground';

/*
 * What the page does by itself: logging in, and playing whoever is on the other side of an example.
 */

/** Logs in with what stands in the fields; the token becomes the value `token`. */
export const logIn: Step = {
  document: `mutation LogIn($input: LogInInput!) {
    logIn(input: $input) { ... on LogInSuccess { tokens { accessToken } } ... on Refusal { reason } }
  }`,
  variables: { input: { clientKey: '{{uuid}}', email: '{{email}}', password: '{{password}}' } },
  take: { token: ['logIn.tokens.accessToken'] },
};

/** Opens a visitor's session at the brand of the field; the token becomes the value `token`. */
export const openSession: Step = {
  document: `mutation OpenVisitorSession($input: OpenVisitorSessionInput!) {
    openVisitorSession(input: $input) { ... on OpenVisitorSessionSuccess { token } ... on Refusal { reason } }
  }`,
  variables: { input: { clientKey: '{{uuid}}', brandCode: '{{brandCode}}' } },
  take: { token: ['openVisitorSession.token'] },
};

/** An agent of the demo organisation logs in and is online: the other side of the visitor. */
export function anAgentIsOnline(account: { email: string; password: string }): Step[] {
  return [
    {
      ...logIn,
      variables: { input: { clientKey: '{{uuid}}', ...account } },
      take: { agentToken: ['logIn.tokens.accessToken'] },
    },
    agentGoes('agentToken', 'ONLINE'),
  ];
}

/** The agent whose token has this name sets his status. */
export function agentGoes(as: string, status: 'ONLINE' | 'AWAY', note?: string): Step {
  return {
    as,
    ...(note && { note }),
    document: `mutation SetMyStatus($input: SetMyStatusInput!) {
      setMyStatus(input: $input) { ... on SetMyStatusSuccess { presence { agentId } } ... on Refusal { reason } }
    }`,
    variables: { input: { clientKey: '{{uuid}}', status } },
    take: { agentId: ['setMyStatus.presence.agentId'] },
  };
}

/** The agent accepts the chat of the value `chatId`, answers and closes it. */
export const anAgentServesTheChat: readonly Step[] = [
  {
    as: 'agentToken',
    note: 'Anna, an agent, accepted your chat.',
    document: `mutation AcceptChat($input: AcceptChatInput!) {
      acceptChat(input: $input) { ... on AcceptChatSuccess { chat { id } } ... on Refusal { reason } }
    }`,
    variables: { input: { clientKey: '{{uuid}}', chatId: '{{chatId}}' } },
    take: { chatId: ['acceptChat.chat.id'] },
  },
  {
    as: 'agentToken',
    note: 'Anna wrote to you.',
    document: `mutation SendChatMessage($input: SendChatMessageInput!) {
      sendChatMessage(input: $input) { ... on SendChatMessageSuccess { messageId } ... on Refusal { reason } }
    }`,
    variables: {
      input: { clientKey: '{{uuid}}', chatId: '{{chatId}}', text: 'Hello, this is Anna. How can I help you?' },
    },
    take: { messageId: ['sendChatMessage.messageId'] },
  },
  {
    as: 'agentToken',
    note: 'Anna closed the chat. Run the example again for a new one.',
    document: `mutation CloseChat($input: CloseChatInput!) {
      closeChat(input: $input) { ... on CloseChatSuccess { chat { id } } ... on Refusal { reason } }
    }`,
    variables: { input: { clientKey: '{{uuid}}', chatId: '{{chatId}}' } },
    take: { closedChatId: ['closeChat.chat.id'] },
  },
];

/** Asks for a chat as whoever has the token of this name; a chat that is open already will do. Its id becomes the value `chatId`. */
export function aChatIsAskedFor(as: string, note?: string): Step {
  return {
    as,
    ...(note && { note }),
    document: `mutation StartChat($input: StartChatInput!) {
      startChat(input: $input) {
        ... on StartChatSuccess { chat { id } }
        ... on ChatAlreadyOpen { chatId }
        ... on Refusal { reason }
      }
    }`,
    variables: { input: { clientKey: '{{uuid}}', text: 'Hello, what would an essay of five pages cost?' } },
    take: { chatId: ['startChat.chat.id', 'startChat.chatId'] },
  };
}

/** Somebody new opens the prices page of the brand. */
export const aVisitorComes: readonly Step[] = [
  {
    ...openSession,
    variables: { input: { clientKey: '{{uuid}}', brandCode: 'BCW' } },
    take: { visitorToken: ['openVisitorSession.token'] },
  },
  {
    as: 'visitorToken',
    note: 'Somebody opened the prices page of BCW.',
    document: `mutation VisitPage($input: VisitPageInput!) {
      visitPage(input: $input) { ... on VisitPageSuccess { seenUntil } ... on Refusal { reason } }
    }`,
    variables: {
      input: { clientKey: '{{uuid}}', url: 'https://www.bestcustomwriting.example/prices', title: 'Prices' },
    },
    take: { seenUntil: ['visitPage.seenUntil'] },
  },
];

/** Somebody new comes and asks for a chat, whose id becomes the value `chatId`. */
export const aVisitorAsks: readonly Step[] = [
  ...aVisitorComes,
  aChatIsAskedFor('visitorToken', 'A visitor asked for a chat.'),
];

/** Tells the server that the agent's page is still there. */
export const stayOnline: Step = {
  as: 'token',
  document: `mutation KeepMyPresence($input: KeepMyPresenceInput!) {
    keepMyPresence(input: $input) { ... on Refusal { reason } }
  }`,
  variables: { input: { clientKey: '{{uuid}}', acted: false } },
};
