import type { FactDefinition, FactOf, RecordedFact } from '@libs/domain';
import { type FeedItem } from '@libs/live';
import * as facts from '@src/events';
import { type Actor, isOutside } from '@src/identity';
import type { TypingSignal } from '../use-cases/signal-typing.js';
import type { ChatEventPayload, ChatEventView } from './chat-event.types.js';

type Show = (payload: never, fact: RecordedFact) => object;

function shown<D extends FactDefinition>(
  definition: D,
  show: (payload: FactOf<D>, fact: RecordedFact) => object,
): [string, Show] {
  return [definition.type, show];
}

const agentOf = (id: string, displayName: string) => ({ id, displayName });

/** How each fact of a chat is shown. Payloads are complete: no event needs the database. */
const views = new Map<string, Show>([
  shown(facts.ChatRequested, (p) => ({
    __typename: 'ChatRequestedEvent',
    visitorId: p.visitorId,
    requestedAt: p.requestedAt,
  })),
  shown(facts.ChatOffered, (p) => ({ __typename: 'ChatOfferedEvent', offeredTo: p.offeredTo })),
  shown(facts.ChatAccepted, (p) => ({
    __typename: 'ChatAcceptedEvent',
    agent: agentOf(p.agentId, p.agentName),
    acceptedAt: p.acceptedAt,
  })),
  shown(facts.ChatMessageSent, (p, fact) => ({
    __typename: 'ChatMessageSentEvent',
    message: {
      __typename: 'ChatMessage',
      id: p.messageId,
      chatId: fact.aggregateId,
      sequence: fact.sequence,
      author: { kind: p.authorKind, id: p.authorId, name: p.authorName },
      text: p.text,
      isPrivate: p.isPrivate,
      sentAt: p.sentAt,
      readAt: null,
    },
  })),
  shown(facts.ChatMessagesRead, (p) => ({ __typename: 'ChatMessagesReadEvent', ...p })),
  shown(facts.ChatTransferred, (p) => ({
    __typename: 'ChatTransferredEvent',
    agent: agentOf(p.toAgentId, p.toAgentName),
  })),
  shown(facts.ChatConsultationStarted, (p) => ({
    __typename: 'ChatConsultationEvent',
    agentId: p.agentId,
    isConsulting: true,
  })),
  shown(facts.ChatConsultationEnded, (p) => ({
    __typename: 'ChatConsultationEvent',
    agentId: p.agentId,
    isConsulting: false,
  })),
  shown(facts.ChatPromiseMade, (p) => ({
    __typename: 'ChatPromiseEvent',
    promiseId: p.promiseId,
    state: 'OPEN',
    dueAt: p.dueAt,
  })),
  shown(facts.ChatPromiseSettled, (p) => ({
    __typename: 'ChatPromiseEvent',
    promiseId: p.promiseId,
    state: p.outcome,
    dueAt: null,
  })),
  shown(facts.ChatTagged, (p) => ({ __typename: 'ChatTaggedEvent', tags: p.tags })),
  shown(facts.ChatClosed, (p) => ({ __typename: 'ChatClosedEvent', because: p.because, closedAt: p.closedAt })),
  shown(facts.ChatMissed, (p) => ({ __typename: 'ChatMissedEvent', reason: p.reason, missedAt: p.missedAt })),
]);

/** The types of fact that chat streams show. */
export const chatFactTypes: readonly string[] = [...views.keys()];

const FOR_STAFF_ONLY: ReadonlySet<string> = new Set(
  [facts.ChatOffered, facts.ChatConsultationStarted, facts.ChatConsultationEnded, facts.ChatTagged].map(
    (fact) => fact.type,
  ),
);

/** The payload of a subscription for an item of the feed; undefined when this viewer may not see it. */
export function showChatEvent(item: FeedItem, viewer: Actor): ChatEventPayload | undefined {
  const { cursor } = item;
  const of = (event: object): ChatEventPayload => ({ cursor, event: event as ChatEventView });
  if (item.kind === 'caught-up') return of({ __typename: 'CaughtUp', cursor });
  if (item.kind === 'signal') {
    const signal = item.signal.data as TypingSignal;
    return signal.id === viewer.id ? undefined : of({ __typename: 'ChatTypingEvent', ...signal });
  }
  const { fact } = item;
  if (isOutside(viewer) && isHidden(fact)) return undefined;
  const view = views.get(fact.type);
  return view && of({ chatId: fact.aggregateId, sequence: fact.sequence, ...view(fact.payload as never, fact) });
}

/**
 * Names what {@link showChatEvent} makes of an item for a viewer: those with the same name are shown the same. Staff see all alike, and so
 * do people outside; only he who types is not told of it.
 */
export function viewOf(item: FeedItem, viewer: Actor): string {
  if (item.kind === 'signal' && (item.signal.data as TypingSignal).id === viewer.id) return 'own';
  return isOutside(viewer) ? 'outside' : 'inside';
}

/** What the person outside never sees. */
function isHidden(fact: RecordedFact): boolean {
  return FOR_STAFF_ONLY.has(fact.type) || (fact.payload as { isPrivate?: boolean }).isPrivate === true;
}
