import { setTimeout as delay } from 'node:timers/promises';
import { cpuSecondsOf } from '@test/harness/cpu.js';
import type { Program } from '@test/harness/programs.js';
import { startProgram } from '@test/harness/programs.js';
import { median, quantile } from './contest.js';
import { memoryOf, type Memory } from './memory.js';
import { type Person, type Sample, type Task } from './people.js';
import { type OwnProcess, startProcess } from './processes.js';
import type { SubscriberOrders, SubscriberStep } from './processes/ws-client.process.js';
import { post, SEND, signed } from './scenarios.js';
import { settingsOf } from './servers.js';

/** One message to many subscribers: our server against bare `ws`. */
export interface FanOut {
  readonly subscribers: number;
  readonly messages: number;
  readonly ours: FanOutFigures;
  readonly bare: FanOutFigures;
  /** CPU per delivery without the storing of the message, ours ÷ bare: median over the rounds. */
  readonly cpu: number;
  /** The same with the storing, which bare `ws` does not do. */
  readonly withStoring: number;
  /** Heap per subscriber beyond that of bare `ws`, in KB of 1,024 bytes. */
  readonly heapKb: number;
}

/** Figures of one server. */
export interface FanOutFigures {
  /** CPU of the server's process in microseconds per delivery; for ours, storing the message included. */
  readonly cpuMicros: number;
  /** What of it the same message costs in a chat that nobody follows, with as many sockets open. */
  readonly storingMicros: number;
  /** Milliseconds from sending until the last subscriber has it. */
  readonly p50: number;
  readonly p99: number;
  /** Heap in use, after garbage collection, per subscriber, in KB. */
  readonly heapKb: number;
  /** Resident memory per subscriber, in KB. */
  readonly residentKb: number;
}

interface Side {
  readonly pid: number;
  readonly memory: () => Promise<Memory>;
  readonly url: string;
  /** Sends one message; the text is what the other side sent last. */
  readonly publish: (frame: string, task: Task) => Promise<void>;
  /** Whether it keeps messages before it sends them. */
  readonly stores: boolean;
  readonly stop: () => Promise<unknown>;
}

const SOCKETS_PER_CLIENT = 2_500;
const DELIVERIES_PER_ROUND = 60_000;
const MOST_MESSAGES = 60;
const [WARM_UP_SOCKETS, WARM_UP_MESSAGES] = [200, 50];
const WARM_UP_FRAME = '{"id":"1","type":"next","payload":{"data":{"__typename":"ChatMessageSentEvent"}}}';
/** By then a server has noticed that sockets are gone, and the timers of their beginning are over. */
const SETTLED_MS = 4_000;

const subscriptionTo = (chatId: string): string =>
  `subscription { chatEvents(chatId: "${chatId}") { cursor event { __typename ... on ChatMessageSentEvent { chatId sequence message { id sequence text isPrivate sentAt author { kind id name } } } } } }`;

/** Measures a fan-out to so many sockets, both servers in turns; in each round they subscribe to another chat. */
export async function measureFanOut(
  url: string,
  { people, written }: Sample,
  subscribers: number,
  rounds: number,
): Promise<FanOut> {
  const messages = Math.max(5, Math.min(MOST_MESSAGES, Math.ceil(DELIVERIES_PER_ROUND / subscribers)));
  const { chats: all, readers } = sameBrand(people, written, rounds + 1);
  const [quiet, ...chats] = all;
  const sides: Side[] = [];
  const crowds: OwnProcess[][] = [];
  try {
    sides.push(await ourSide(url), await bareSide());
    const heap: { cpu: number[]; storing: number[]; latencies: number[]; memory: Memory }[] = [];
    for (const side of sides) {
      await warmUp(side, readers, quiet);
      const before = await side.memory();
      const crowd = await gather(side.url, readers, subscribers);
      crowds.push(crowd);
      await everyOne(crowd, { subscribe: subscriptionTo(chats[0].chatId) });
      await delay(SETTLED_MS);
      const after = await side.memory();
      const per = (name: keyof Memory): number => (after[name] - before[name]) / subscribers / 1024;
      heap.push({
        cpu: [],
        storing: [],
        latencies: [],
        memory: { heapUsed: per('heapUsed'), external: per('external'), rss: per('rss') },
      });
    }
    let frame = '';
    for (const [round, task] of chats.entries())
      for (const [i, side] of sides.entries()) {
        const crowd = crowds[i];
        if (round > 0) await everyOne(crowd, { subscribe: subscriptionTo(task.chatId) });
        const storing = await storingSeconds(side, frame, quiet, messages);
        const before = cpuSecondsOf(side.pid);
        for (let n = 0; n < messages; n += 1) {
          const listening = crowd.map((one) => tell(one, { receive: true }));
          await Promise.all(listening);
          const started = performance.now();
          await side.publish(frame, task);
          const answers = await Promise.all(crowd.map((one) => next<{ frame: string }>(one)));
          heap[i].latencies.push(performance.now() - started);
          frame = answers[0].frame;
        }
        const perDelivery = (seconds: number): number => (seconds * 1e6) / (messages * subscribers);
        heap[i].cpu.push(perDelivery(cpuSecondsOf(side.pid) - before));
        heap[i].storing.push(perDelivery(storing));
      }
    const [ours, bare] = heap.map(({ cpu, storing, latencies, memory }): FanOutFigures => {
      const sorted = latencies.toSorted((a, b) => a - b);
      return {
        cpuMicros: median(cpu),
        storingMicros: median(storing),
        p50: quantile(sorted, 0.5),
        p99: quantile(sorted, 0.99),
        heapKb: memory.heapUsed,
        residentKb: memory.rss,
      };
    });
    const ratio = (ofOurs: (round: number) => number): number =>
      median(heap[1].cpu.map((micros, i) => ofOurs(i) / micros));
    const withStoring = ratio((i) => heap[0].cpu[i]);
    const cpu = ratio((i) => heap[0].cpu[i] - heap[0].storing[i]);
    return {
      subscribers,
      messages: messages * rounds,
      ours,
      bare,
      cpu,
      withStoring,
      heapKb: ours.heapKb - bare.heapKb,
    };
  } finally {
    await Promise.all([...crowds.flat(), ...sides].map((one) => one.stop()));
  }
}

/** A small crowd comes, receives and goes: what a process compiles and keeps once is no subscriber's. */
async function warmUp(side: Side, readers: readonly Person[], task: Task): Promise<void> {
  const crowd = await gather(side.url, readers, WARM_UP_SOCKETS);
  await everyOne(crowd, { subscribe: subscriptionTo(task.chatId) });
  for (let n = 0; n < WARM_UP_MESSAGES; n += 1) {
    await Promise.all(crowd.map((one) => tell(one, { receive: true })));
    await side.publish(WARM_UP_FRAME, task);
    await Promise.all(crowd.map((one) => next(one)));
  }
  await Promise.all(crowd.map((one) => one.stop()));
  await delay(SETTLED_MS);
}

/** CPU seconds of our server for so many messages that it delivers to nobody; bare `ws` stores nothing. */
async function storingSeconds(side: Side, frame: string, quiet: Task, messages: number): Promise<number> {
  if (!side.stores) return 0;
  const before = cpuSecondsOf(side.pid);
  for (let n = 0; n < messages; n += 1) await side.publish(frame, quiet);
  return cpuSecondsOf(side.pid) - before;
}

/** A brand with enough active chats, one for each round, and all who work for it. */
function sameBrand(people: readonly Person[], written: readonly Task[], rounds: number) {
  for (const brandId of new Set(people.flatMap((person) => person.brandIds))) {
    // The agents' first brand is the one whose chats they serve.
    const chats = written.filter(({ brandId: own }) => own === brandId).slice(0, rounds);
    const readers = people.filter((person) => person.brandIds.includes(brandId));
    if (chats.length === rounds) return { chats, readers };
  }
  throw new Error(`No brand has ${rounds} active chats; take more conversations.`);
}

async function gather(url: string, readers: readonly Person[], subscribers: number): Promise<OwnProcess[]> {
  const sockets = Array.from({ length: subscribers }, (_, i) => ({
    token: readers[i % readers.length].token,
    address: `10.${100 + (i >> 16)}.${(i >> 8) & 255}.${i & 255}`,
  }));
  const crowd: OwnProcess[] = [];
  for (let i = 0; i < subscribers; i += SOCKETS_PER_CLIENT) {
    const orders: SubscriberOrders = { url, sockets: sockets.slice(i, i + SOCKETS_PER_CLIENT) };
    const client = startProcess('ws-client', orders);
    crowd.push(client);
    await next(client);
  }
  return crowd;
}

const everyOne = (crowd: readonly OwnProcess[], step: SubscriberStep): Promise<unknown> =>
  Promise.all(crowd.map((client) => tell(client, step)));

function tell(client: OwnProcess, step: SubscriberStep): Promise<unknown> {
  client.tell(step);
  return next(client);
}

async function next<T extends object>(client: OwnProcess): Promise<T> {
  const message = await client.next<T & { closed?: number; reason?: string }>();
  if (message.closed !== undefined) throw new Error(`A socket was closed: ${message.closed} ${message.reason ?? ''}`);
  return message;
}

const HEAP = new URL('processes/heap-on-signal.mjs', import.meta.url).href;
const withMemory = ['--expose-gc', '--import', HEAP];

async function ourSide(url: string): Promise<Side> {
  const program: Program = await startProgram('api', settingsOf(url), { nodeOptions: withMemory });
  return {
    pid: program.pid,
    stores: true,
    url: program.url,
    memory: () => memoryOf(program.pid, () => program.output()),
    async publish(_frame, { chatId, person }) {
      const input = { clientKey: crypto.randomUUID(), chatId, text: 'The draft will be with you tomorrow morning.' };
      const { method, path, headers, body } = post({ query: SEND, variables: { input } }, signed(person));
      const response = await fetch(program.url + path, { method, headers, body: body ?? null });
      const answer = await response.text();
      if (!answer.includes('"messageId"')) throw new Error(`The message was refused: ${response.status} ${answer}`);
    },
    stop: () => program.stop(),
  };
}

async function bareSide(): Promise<Side> {
  const server = startProcess('ws-limit', {}, withMemory);
  const { port } = await server.next<{ port: number }>();
  return {
    pid: server.pid,
    stores: false,
    url: `http://127.0.0.1:${port}`,
    memory: () => memoryOf(server.pid, () => server.output()),
    publish: (frame) => Promise.resolve(server.tell({ send: frame })),
    stop: () => server.stop(),
  };
}
