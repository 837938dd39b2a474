import type { FactDefinition, FactOf, RecordedFact } from '@libs/domain';
import type { FeedItem } from '@libs/live';
import {
  ChatClosed,
  ChatMissed,
  ChatRequested,
  VisitorArrived,
  VisitorIdentified,
  VisitorLeft,
  VisitorMovedOn,
} from '@src/events';
import type { VisitorView } from '../queries/visitors.js';
import { caughtUp } from './caught-up.type.js';
import * as shown from './visitor-event.type.js';
import { showVisitor } from './visitor.type.js';

type Find = (visitorId: string) => Promise<VisitorView | undefined>;
type Show = (fact: RecordedFact, find: Find) => Promise<shown.VisitorEventMember | undefined>;

const shows = new Map<string, Show>([
  on(VisitorArrived, async ({ aggregateId }, find) => {
    const visitor = await find(aggregateId);
    return visitor && Object.assign(new shown.VisitorArrivedEvent(), { visitor: showVisitor(visitor) });
  }),
  on(VisitorMovedOn, async ({ aggregateId: visitorId, payload: { url, title, at, pagesSeen } }) =>
    Object.assign(new shown.VisitorMovedOnEvent(), { visitorId, pagesSeen, page: { url, title, since: new Date(at) } }),
  ),
  on(VisitorLeft, async ({ aggregateId: visitorId, payload }) =>
    Object.assign(new shown.VisitorLeftEvent(), { visitorId, at: new Date(payload.at) }),
  ),
  on(VisitorIdentified, async ({ aggregateId }, find) => {
    const visitor = await find(aggregateId);
    return visitor && Object.assign(new shown.VisitorIdentifiedEvent(), { visitor: showVisitor(visitor) });
  }),
  on(ChatRequested, async ({ aggregateId: chatId, payload: { visitorId } }) =>
    Object.assign(new shown.VisitorChatStartedEvent(), { chatId, visitorId }),
  ),
  on(ChatClosed, async ({ aggregateId: chatId }) => Object.assign(new shown.VisitorChatEndedEvent(), { chatId })),
  on(ChatMissed, async ({ aggregateId: chatId }) => Object.assign(new shown.VisitorChatEndedEvent(), { chatId })),
]);

/** Types of the facts that the visitor list follows. */
export const visitorFactTypes: readonly string[] = [...shows.keys()];

/**
 * What the visitor list shows of an item of the feed. Where a whole visitor is shown, he is so as when it is delivered: what
 * happened to him in between follows in the stream and comes to the same.
 */
export async function showVisitorEvent(item: FeedItem, find: Find): Promise<shown.VisitorEventPayload | undefined> {
  const { cursor } = item;
  if (item.kind === 'signal') return undefined;
  const event = item.kind === 'fact' ? await shows.get(item.fact.type)?.(item.fact, find) : caughtUp(item);
  return event && { cursor, event };
}

function on<D extends FactDefinition>(
  definition: D,
  show: (fact: RecordedFact<FactOf<D>>, find: Find) => Promise<shown.VisitorEventMember | undefined>,
): [string, Show] {
  return [definition.type, show];
}
