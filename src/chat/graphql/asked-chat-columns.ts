import type { GraphQLResolveInfo } from 'graphql';
import { askedFields } from '@libs/graphql';
import type { ChatColumn } from '../queries/chat-view.js';
import type { ChatType } from './chat.type.js';

/** What is read in any case: keys, and what lists sort by. */
const ALWAYS: readonly ChatColumn[] = ['id', 'visitorId', 'agentId', 'activeAt'];

/** The columns that show each field of a chat that is not read always. */
const CHAT: { readonly [Field in Exclude<keyof ChatType, 'id' | 'brandId' | 'activeAt'>]: readonly ChatColumn[] } = {
  status: ['status'],
  medium: ['medium'],
  opening: ['opening'],
  agent: [],
  visitor: [],
  pageUrl: ['pageUrl'],
  tags: ['tags'],
  requestedAt: ['requestedAt'],
  requestExpiresAt: ['requestExpiresAt'],
  acceptedAt: ['acceptedAt'],
  firstResponseAt: ['firstResponseAt'],
  firstResponseSeconds: ['requestedAt', 'firstResponseAt'],
  closedAt: ['closedAt'],
  closedBecause: ['closedBecause'],
  missedBecause: ['missedBecause'],
  lastMessage: ['lastMessageAt', 'lastMessageText', 'lastMessageAuthor'],
  messageCount: ['messageCount'],
  sequence: ['sequence'],
  eventsCursor: ['snapshot'],
};

/** The same for the fields below `agent` and `visitor`, and for those that have resolvers. */
const OTHERS: Readonly<Record<string, readonly ChatColumn[]>> = {
  brand: ['brandId'],
  displayName: ['agentName'],
  name: ['visitorName'],
  company: ['visitorCompany'],
  email: ['visitorEmail'],
  phone: ['visitorPhone'],
  openingAdvice: ['opening', 'visitorName', 'visitorCompany'],
  missedFollowUp: ['missedBecause', 'visitorEmail', 'visitorPhone'],
};

const NEEDED: ReadonlyMap<string, readonly ChatColumn[]> = new Map(Object.entries({ ...CHAT, ...OTHERS }));

const known = new WeakMap<ReadonlySet<string>, readonly ChatColumn[]>();

/**
 * The columns that the fields of the running operation show of a chat; the same list for every run of a document. A field counts wherever
 * it stands in the document: too much may be read, never too little.
 */
export function askedChatColumns(info: GraphQLResolveInfo): readonly ChatColumn[] {
  const fields = askedFields(info);
  let columns = known.get(fields);
  if (!columns) {
    columns = [...new Set([...ALWAYS, ...[...fields].flatMap((field) => NEEDED.get(field) ?? [])])];
    known.set(fields, columns);
  }
  return columns;
}
