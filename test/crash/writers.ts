import { setTimeout as delay } from 'node:timers/promises';
import type { Entry, Ledger } from './ledger.js';
import type { Random } from './random.js';
import type { Person, Stage } from './stage.js';

const TICK_MS = 25;
/** Of what ended unknown, this share is never asked for again: a client that went away for good. */
const ABANDONED = 0.1;
const RETRY_AFTER_MS = 700;
/** Clients wait for one another from here on: a server that has just started is not buried under what it has missed. */
const MOST_IN_FLIGHT = 60;

/** Clients that keep asking until they are stopped. */
export interface Writers {
  stop(): Promise<void>;
}

/** What one scenario's writers do: mostly messages, and now and then all else that changes a chat. */
export function startWriters(
  url: string,
  { stage, ledger, random, rate }: { stage: Stage; ledger: Ledger; random: Random; rate: number },
): Writers {
  const stopping = new AbortController();
  const retryAt = new Map<Entry, number>();
  let count = 0;
  const note = (entry: Entry): void => {
    if (entry.state !== 'unknown') return;
    if (entry.tries === 1 && random.chance(ABANDONED)) entry.state = 'abandoned';
    else retryAt.set(entry, performance.now() + RETRY_AFTER_MS);
  };
  const write = (): void => {
    const chat = random.one(stage.chats);
    const who = random.chance(0.5) ? chat.visitor : chat.agent;
    const clientKey = keyOf(random, (count += 1));
    const [mutation, input] = change(random, who, { stage, clientKey });
    void ledger.begin(url, who, mutation, clientKey, { chatId: chat.id, ...input }).then(note);
  };
  const running = (async () => {
    let written = 0;
    for (const startedAt = performance.now(); !stopping.signal.aborted;) {
      const due = Math.floor(((performance.now() - startedAt) * rate) / 1000);
      for (; written < due; written += 1) if (ledger.inFlight < MOST_IN_FLIGHT) write();
      const now = performance.now();
      const again = [...retryAt].filter(([, at]) => at <= now).slice(0, Math.max(0, MOST_IN_FLIGHT - ledger.inFlight));
      for (const [entry] of again) {
        retryAt.delete(entry);
        void ledger.attempt(url, entry).then(note);
      }
      await delay(TICK_MS, undefined, { signal: stopping.signal }).catch(() => undefined);
    }
  })();
  return {
    async stop() {
      stopping.abort();
      await running;
    },
  };
}

/** A key that no other run has: the text of a message is told by it as well. */
function keyOf(random: Random, count: number): string {
  return `crash-${process.pid}-${Math.floor(performance.timeOrigin)}-${count}-${random.between(0, 999_999)}`;
}

function change(
  random: Random,
  who: Person,
  { stage, clientKey }: { stage: Stage; clientKey: string },
): [string, Record<string, unknown>] {
  const dice = random.next();
  // A chat that is handed on has another agent from then on; what the first one writes afterwards is refused.
  if (dice < 0.002 && who.kind === 'AGENT')
    return ['transferChat', { toAgentId: random.one(stage.agents.filter(({ id }) => id !== who.id)).id }];
  if (dice < 0.015 && who.kind === 'AGENT')
    return ['tagChat', { tags: [`tag-${random.between(1, 5)}`, `tag-${random.between(6, 9)}`] }];
  if (dice < 0.05) return ['markChatRead', { upToSequence: random.between(1, 40) }];
  return ['sendChatMessage', { text: clientKey }];
}
