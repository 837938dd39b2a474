import { isDeepStrictEqual } from 'node:util';
import { setTimeout as delay } from 'node:timers/promises';
import { fold } from '../e2e/chat/chat-fold.js';
import type { Ledger } from './ledger.js';
import type { Reader } from './reader.js';
import { type FreshChat, readChat } from './snapshot.js';
import type { Stage, StagedChat } from './stage.js';

/** What a subscriber is waited for after all is written, in ms. */
const CATCH_UP_MS = 20_000;

/** The figures of a scenario. All but the first three lines must be 0. */
export interface Verdict {
  readonly acknowledged: number;
  /** Never decided for the client. */
  readonly unknown: number;
  /** Of these, those that are there, once. */
  readonly unknownPresent: number;
  /** Acknowledged, and not there or not as acknowledged. */
  readonly lost: number;
  /** There more than once. */
  readonly duplicated: number;
  /** Refused or never sent, and there. */
  readonly ghosts: number;
  /** Two answers under one client key that differ. */
  readonly contradicted: number;
  /** Messages that were acknowledged before another was sent, and stand behind it. */
  readonly reordered: number;
  /** Events that a subscriber never got. */
  readonly gaps: number;
  /** Events that a subscriber got twice or too early. */
  readonly disordered: number;
  /** Chats that a subscriber's fold and a fresh read show differently. */
  readonly foldsThatDiffer: number;
  /** Subscriptions that were refused or ended with an error. */
  readonly subscriptionErrors: number;
}

/** The names of figures that must be 0. */
export const MUST_BE_ZERO = [
  ...(['lost', 'duplicated', 'ghosts', 'contradicted', 'reordered'] as const),
  ...(['gaps', 'disordered', 'foldsThatDiffer', 'subscriptionErrors'] as const),
];

/** The chats as staff reads them now. */
export async function readStage(url: string, stage: Stage): Promise<Map<string, FreshChat>> {
  const chats = await Promise.all(
    stage.chats.map(async (chat) => [chat.id, await readChat(url, chat.agent, chat.id)] as const),
  );
  return new Map(chats);
}

/** Compares what the clients were told, what a fresh read shows, and what the subscribers have seen. */
export async function judge(
  url: string,
  {
    stage,
    before,
    ledger,
    readers,
  }: { stage: Stage; before: Map<string, FreshChat>; ledger: Ledger; readers: Reader[] },
): Promise<Verdict> {
  const after = await readStage(url, stage);
  const seen = readers.flatMap((reader) => chatsOf(reader, stage).map((chat) => ({ reader, chat })));
  const missing = ({ reader, chat }: (typeof seen)[number]): number =>
    sequencesToSee(reader, after.get(chat.id), before.get(chat.id)).filter(
      (sequence) => !sequencesSeen(reader, chat).includes(sequence),
    ).length;
  for (const end = performance.now() + CATCH_UP_MS; performance.now() < end; await delay(250))
    if (seen.every((one) => missing(one) === 0)) break;

  return {
    ...judgeWrites(ledger, after),
    gaps: sum(seen.map(missing)),
    disordered: sum(seen.map(({ reader, chat }) => outOfOrder(sequencesSeen(reader, chat)))),
    foldsThatDiffer: seen.filter(({ reader, chat }) => !foldsTo(reader, chat, before, after)).length,
    subscriptionErrors: sum(readers.map(({ refusals }) => refusals.length)),
  };
}

type WriteVerdict = Omit<Verdict, 'gaps' | 'disordered' | 'foldsThatDiffer' | 'subscriptionErrors'>;

function judgeWrites(ledger: Ledger, after: Map<string, FreshChat>): WriteVerdict {
  const stored = new Map<string, { id: string; sequence: number }[]>();
  for (const { folded } of after.values())
    for (const { text, id, sequence } of folded.messages as { text: string; id: string; sequence: number }[])
      stored.set(text, [...(stored.get(text) ?? []), { id, sequence }]);
  const messages = ledger.entries.filter(({ mutation }) => mutation === 'sendChatMessage');
  const found = (entry: (typeof messages)[number]) => stored.get(entry.clientKey) ?? [];
  const of = (...states: string[]) => messages.filter(({ state }) => states.includes(state));
  const done = of('done');
  const open = of('unknown', 'abandoned', 'waiting');
  return {
    acknowledged: ledger.entries.filter(({ state }) => state === 'done').length,
    unknown: open.length,
    unknownPresent: open.filter((entry) => found(entry).length === 1).length,
    lost: done.filter((entry) => !found(entry).some(({ id }) => id === entry.answer?.['messageId'])).length,
    duplicated: messages.filter((entry) => found(entry).length > 1).length,
    ghosts: of('refused', 'unsent').filter((entry) => found(entry).length > 0).length,
    contradicted: ledger.entries.filter(({ contradicted }) => contradicted).length,
    reordered: sum([...after.keys()].map((id) => reorderings(done.filter(({ input }) => input['chatId'] === id)))),
  };
}

/** Messages of one chat that stand before one that was acknowledged earlier than they were sent. */
function reorderings(entries: Ledger['entries']): number {
  const sequenceOf = (entry: Ledger['entries'][number]): number => Number(entry.answer?.['sequence']);
  let earliestDone = Infinity;
  let count = 0;
  for (const entry of entries.toSorted((a, b) => sequenceOf(b) - sequenceOf(a))) {
    if (earliestDone < entry.startedAt) count += 1;
    earliestDone = Math.min(earliestDone, entry.doneAt ?? Infinity);
  }
  return count;
}

function chatsOf(reader: Reader, stage: Stage): readonly StagedChat[] {
  return reader.who.kind === 'AGENT' ? stage.chats : stage.chats.filter(({ visitor }) => visitor.id === reader.who.id);
}

function payloadsOf(reader: Reader, chat: StagedChat): Reader['payloads'] {
  return reader.payloads.filter(({ event }) => event['chatId'] === chat.id);
}

function sequencesSeen(reader: Reader, chat: StagedChat): number[] {
  return payloadsOf(reader, chat).map(({ event }) => event['sequence'] as number);
}

/** Staff sees every step of a chat, which count up without a gap; a visitor at least every message. */
function sequencesToSee(reader: Reader, after?: FreshChat, before?: FreshChat): number[] {
  const [from, to] = [before?.sequence ?? 0, after?.sequence ?? 0];
  if (reader.who.kind === 'AGENT') return Array.from({ length: to - from }, (_, i) => from + i + 1);
  const messages = (after?.folded.messages ?? []) as { sequence: number }[];
  return messages.map(({ sequence }) => sequence).filter((sequence) => sequence > from);
}

function outOfOrder(sequences: readonly number[]): number {
  return sequences.filter((sequence, i) => i > 0 && sequence <= (sequences[i - 1] ?? 0)).length;
}

function foldsTo(
  reader: Reader,
  chat: StagedChat,
  before: Map<string, FreshChat>,
  after: Map<string, FreshChat>,
): boolean {
  const [start, end] = [before.get(chat.id), after.get(chat.id)];
  if (!start || !end) return false;
  const folded = fold(start.folded, payloadsOf(reader, chat));
  // Tags are for staff: a visitor is shown none of their changes.
  const isSame = (field: keyof typeof folded): boolean =>
    (field === 'tags' && reader.who.kind === 'VISITOR') ||
    isDeepStrictEqual(plain(folded[field]), plain(end.folded[field]));
  return (Object.keys(folded) as (keyof typeof folded)[]).every(isSame);
}

/** Without its prototypes, which differ where several realms parse JSON (as under Jest). */
function plain(value: unknown): unknown {
  return value === undefined ? value : JSON.parse(JSON.stringify(value));
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, n) => total + n, 0);
}
