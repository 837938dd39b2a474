/** What the tests read of a message. */
export const MESSAGE = 'id chatId sequence author { kind id name } text isPrivate sentAt readAt';

/** What the tests read of a chat. */
export const CHAT = `id status medium opening pageUrl tags requestedAt requestExpiresAt acceptedAt firstResponseAt firstResponseSeconds
  closedAt closedBecause missedBecause missedFollowUp messageCount activeAt sequence eventsCursor brand { code } agent { id displayName }
  visitor { id name company email phone } lastMessage { text authorKind sentAt } promise { id madeAt dueAt state }
  participants { agent { id displayName } role joinedAt leftAt } messages { nodes { ${MESSAGE} } }`;

const ROUTING = `routingDecisions { rule decidedAt candidates { agentId activeChats maxChats assignedThisShift }
  excluded { agentId reason } offeredTo assignedTo }`;

/** Why a request went to whom it went. */
export const ROUTED = `query ($id: ID!) { chat(id: $id) { ${ROUTING} } }`;

/** The ids of a list. */
export const LIST = `query ($view: ChatListView, $first: Int = 100, $after: String, $tag: String, $brandCode: String, $agentId: ID,
  $visitorId: ID, $from: DateTime, $to: DateTime) { chats(view: $view, first: $first, after: $after, tag: $tag, brandCode: $brandCode,
  agentId: $agentId, visitorId: $visitorId, from: $from, to: $to) { nodes { id medium status tags } edges { cursor }
  pageInfo { hasNextPage hasPreviousPage endCursor } } }`;

const REFUSALS = {
  AgentNotAvailable: 'cause',
  ChatAlreadyAccepted: 'acceptedBy { id displayName } acceptedAt',
  ChatAlreadyOpen: 'chatId',
  ChatIsOver: 'status',
  ChatNotAvailable: 'nextSteps',
  ForeignBrandLink: 'field links { url start end brandCode }',
  MayNotAcceptChat: 'cause',
  NotYourChat: 'servedBy',
  VisitorMayStillAnswer: 'possibleAt',
} as const;

type RefusalName = keyof typeof REFUSALS;

const ON_CHAT = `chat { ${CHAT} }`;

/** Every mutation of a chat: what its success shows, and what else it may answer. */
export const MUTATIONS: Readonly<Record<string, readonly [string, ...RefusalName[]]>> = {
  acceptChat: [ON_CHAT, 'ChatAlreadyAccepted', 'ChatIsOver', 'MayNotAcceptChat'],
  addChatNote: [ON_CHAT],
  closeChat: [ON_CHAT, 'ChatIsOver', 'NotYourChat'],
  consultSupervisor: [ON_CHAT, 'AgentNotAvailable', 'ChatIsOver', 'ForeignBrandLink', 'NotYourChat'],
  leaveChat: [ON_CHAT, 'ChatIsOver', 'NotYourChat', 'VisitorMayStillAnswer'],
  markChatRead: [ON_CHAT, 'NotYourChat'],
  promiseAnswer: [ON_CHAT, 'ChatIsOver', 'ForeignBrandLink', 'NotYourChat'],
  sendChatMessage: ['chatId messageId sequence sentAt', 'ChatIsOver', 'ForeignBrandLink', 'NotYourChat'],
  signalTyping: ['chatId'],
  startChat: [ON_CHAT, 'ChatAlreadyOpen', 'ChatNotAvailable'],
  tagChat: [ON_CHAT],
  transferChat: [ON_CHAT, 'AgentNotAvailable', 'ChatIsOver', 'NotYourChat'],
  tellWhoIAm: ['__typename'],
};

/** A document with one mutation that asks for everything above. */
export function mutationDocument(name: string): string {
  const [success, ...refusals] = MUTATIONS[name];
  const type = `${name.charAt(0).toUpperCase()}${name.slice(1)}`;
  const others = refusals.map((refusal) => `... on ${refusal} { ${REFUSALS[refusal]} }`).join(' ');
  return `mutation ($input: ${type}Input!) { ${name}(input: $input) { __typename ... on Refusal { reason }
    ... on InvalidInput { field } ... on NotFound { field } ... on ${type}Success { ${success} } ${others} } }`;
}

/** All events of a chat. */
export const EVENT = `__typename ... on CaughtUp { cursor }
  ... on ChatRequestedEvent { chatId sequence visitorId requestedAt }
  ... on ChatOfferedEvent { chatId sequence offeredTo }
  ... on ChatAcceptedEvent { chatId sequence agent { id displayName } acceptedAt }
  ... on ChatMessageSentEvent { chatId sequence message { ${MESSAGE} } }
  ... on ChatMessagesReadEvent { chatId sequence readerKind upToSequence readAt }
  ... on ChatTypingEvent { chatId kind id isTyping until }
  ... on ChatTransferredEvent { chatId sequence agent { id displayName } }
  ... on ChatConsultationEvent { chatId sequence agentId isConsulting }
  ... on ChatPromiseEvent { chatId sequence promiseId state dueAt }
  ... on ChatTaggedEvent { chatId sequence tags }
  ... on ChatClosedEvent { chatId sequence because closedAt }
  ... on ChatMissedEvent { chatId sequence reason missedAt }`;

/** The two streams of chats. */
export const STREAMS = {
  chatEvents: `subscription ($chatId: ID!, $after: String) { chatEvents(chatId: $chatId, after: $after) { cursor event { ${EVENT} } } }`,
  chatDeskEvents: `subscription ($brandCode: String, $after: String) { chatDeskEvents(brandCode: $brandCode, after: $after) {
    cursor sound chat { id status } event { ${EVENT} } } }`,
};
