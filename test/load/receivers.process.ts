/** Many receivers in a process of their own, so that their work does not count as the server's. Spoken to by `Receivers`. */
import { setTimeout as delay } from 'node:timers/promises';
import { Receiver, type ReceiverPlan } from './receiver.js';

/** What receivers have seen since the last report. */
export interface Report {
  /** Milliseconds from before the request to the arrival, over all receivers. */
  readonly p50: number;
  readonly p99: number;
  readonly max: number;
  readonly received: number;
  /** Messages that had not arrived in time, or never. */
  readonly lost: number;
  readonly gaps: number;
  readonly repeats: number;
  readonly refused: number;
  /** How often sockets were closed, by close code; 1006 is a cut. */
  readonly closed: Readonly<Record<string, number>>;
}

const receivers = new Map<string, Receiver>();

/** The receivers of these ids; all when left out. */
function chosen(ids?: readonly string[]): Receiver[] {
  if (!ids) return [...receivers.values()];
  return ids.flatMap((id) => receivers.get(id) ?? []);
}

/** Opens them evenly over a time; the seconds from the start until the last one had caught up. */
async function openOver(list: readonly Receiver[], overMs: number): Promise<number> {
  const started = performance.now();
  await Promise.all(
    list.map(async (receiver, n) => {
      await delay((overMs * n) / list.length);
      await receiver.open();
    }),
  );
  return (performance.now() - started) / 1000;
}

const COMMANDS = {
  open({ plans, overMs }: { plans: readonly ReceiverPlan[]; overMs: number }): Promise<number> {
    for (const plan of plans) receivers.set(plan.id, new Receiver(plan));
    return openOver(chosen(plans.map(({ id }) => id)), overMs);
  },
  cut({ ids }: { ids?: readonly string[] }): number {
    const list = chosen(ids);
    for (const receiver of list) receiver.cut();
    return list.length;
  },
  /** All of them go for good. */
  leave(): void {
    for (const receiver of chosen()) receiver.cut();
    receivers.clear();
  },
  reconnect({ ids, overMs }: { ids?: readonly string[]; overMs: number }): Promise<number> {
    return openOver(chosen(ids), overMs);
  },
  pause({ ids }: { ids?: readonly string[] }): void {
    for (const receiver of chosen(ids)) receiver.pause();
  },
  resume({ ids }: { ids?: readonly string[] }): void {
    for (const receiver of chosen(ids)) receiver.resume();
  },
  renew({ tokens }: { tokens: Readonly<Record<string, string>> }): void {
    for (const [id, token] of Object.entries(tokens)) receivers.get(id)?.renew(token);
  },
  /** Waits until everybody has the last message of each chat, or time is up; then reports and begins anew. */
  async report({ ids, last, withinMs }: { ids?: readonly string[]; last: Record<string, number>; withinMs: number }) {
    const list = chosen(ids);
    const missing = (receiver: Receiver): number => {
      const of = (chatId: string): number => Math.max(0, (last[chatId] ?? 0) - receiver.lastOf(chatId));
      const chats = receiver.follows ? [receiver.follows] : Object.keys(last);
      return chats.reduce((sum, chatId) => sum + of(chatId), 0);
    };
    const end = performance.now() + withinMs;
    while (performance.now() < end && list.some((receiver) => missing(receiver) > 0)) await delay(50);
    const latencies = list.flatMap((receiver) => receiver.latencies.splice(0)).toSorted((a, b) => a - b);
    const at = (share: number): number =>
      latencies[Math.min(latencies.length - 1, Math.floor(latencies.length * share))] ?? 0;
    const closed: Record<string, number> = {};
    for (const code of list.flatMap((receiver) => receiver.closeCodes.splice(0)))
      closed[code] = (closed[code] ?? 0) + 1;
    const sum = (kind: 'gaps' | 'repeats' | 'refused'): number =>
      list.reduce((total, { faults }) => {
        const count = faults[kind];
        faults[kind] = 0;
        return total + count;
      }, 0);
    const report: Report = {
      p50: at(0.5),
      p99: at(0.99),
      max: latencies.at(-1) ?? 0,
      received: latencies.length,
      lost: list.reduce((total, receiver) => total + missing(receiver), 0),
      gaps: sum('gaps'),
      repeats: sum('repeats'),
      refused: sum('refused'),
      closed,
    };
    return report;
  },
};

/** What the receivers can be told, and what they answer. */
export type ReceiverCommands = typeof COMMANDS;

process.on('message', ({ id, name, input }: { id: number; name: keyof ReceiverCommands; input: never }) => {
  void (async () => {
    const outcome = await Promise.resolve((COMMANDS[name] as (input: unknown) => unknown)(input)).then(
      (result: unknown) => ({ result }),
      (error: unknown) => ({ error: String(error) }),
    );
    process.send?.({ id, ...outcome });
  })();
});
process.on('disconnect', () => process.exit(0));
