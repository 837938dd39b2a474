import { createClient } from 'graphql-ws';
import { WebSocket } from 'ws';
import type { OwnPostgres } from '../../harness/own-postgres.js';
import { type Program, startProgram } from '../../harness/programs.js';
import { type Attempt, mutate } from '../client.js';
import { type Rows, withRows } from '../rows.js';
import { timed } from '../rehearsal.js';
import { type Findings, findings } from '../report.js';
import { readChat } from '../snapshot.js';
import { must, SERVER_ENV, setTheStage, type Stage } from '../stage.js';

const AT_ONCE = 50;

/** K3 and the end of K2: one client key many times at once, on two servers; how long keys are kept; a cursor that is too old. */
export async function keysAndCursors(postgres: OwnPostgres): Promise<Findings> {
  const env = { ...SERVER_ENV, DATABASE_URL: postgres.url };
  const server = await startProgram('all-in-one', env);
  const servers = [server];
  try {
    const stage = await setTheStage(server.url, 1);
    servers.push(await startProgram('api', env));
    return await withRows(postgres.url, async (rows) => {
      const once = await oneKeyAtOnce(servers, stage, rows);
      const kept = await keysOverTime(server, stage, rows);
      const old = await cursorTooOld(server, stage, rows);
      return findings(
        'K3, K2: client keys and old cursors',
        undefined,
        { ...once.figures, ...kept.figures, ...old.figures },
        [once, kept, old].flatMap(({ violations }) => violations),
      );
    });
  } finally {
    for (const program of servers) await program.stop('SIGKILL');
  }
}

type Part = Pick<Findings, 'figures' | 'violations'>;

async function oneKeyAtOnce(servers: readonly Program[], { chats }: Stage, rows: Rows): Promise<Part> {
  const violations: string[] = [];
  const [chat] = chats;
  if (!chat) throw new Error('There is no chat.');
  const distinct: string[] = [];
  // One text takes the hot path, the other, with a link, the unit of work.
  for (const text of ['the same', 'the same, see www.example.org']) {
    const input = { clientKey: `k3-${crypto.randomUUID()}`, chatId: chat.id, text };
    const answers = await Promise.all(
      Array.from({ length: AT_ONCE }, (_, i) =>
        mutate(servers[i % servers.length]?.url ?? '', 'sendChatMessage', input, chat.agent.token),
      ),
    );
    const told = new Set(answers.map(({ outcome, answer }: Attempt) => `${outcome} ${JSON.stringify(answer)}`));
    distinct.push(String(told.size));
    if (told.size !== 1 || answers[0]?.outcome !== 'done')
      violations.push(`${AT_ONCE} times one key: ${[...told].join('; ')}`);
    const stored = await rows('select id from chat_message where chat_id = $1 and text = $2', [chat.id, text]);
    if (stored.length !== 1) violations.push(`${AT_ONCE} times one key: ${stored.length} rows`);
    const other = await mutate(servers[0]?.url ?? '', 'sendChatMessage', { ...input, text: 'other' }, chat.agent.token);
    if (other.code !== 'ClientKeyReused') violations.push(`other input under the same key: ${other.code}`);
  }
  const name = `one key ${AT_ONCE} times on ${servers.length} servers`;
  return { figures: { [name]: `${distinct.join(' and ')} different answers` }, violations };
}

async function keysOverTime(server: Program, { chats }: Stage, rows: Rows): Promise<Part> {
  const [chat] = chats;
  const input = { clientKey: `k3-old-${crypto.randomUUID()}`, chatId: chat?.id, text: 'kept' };
  const first = await mutate(server.url, 'sendChatMessage', input, chat?.agent.token);
  const age = async (hours: number): Promise<boolean> => {
    await rows(`update client_key set created_at = now() - $1 * interval '1 hour' where key = $2`, [
      hours,
      input.clientKey,
    ]);
    await runJob(rows, 'forget-old-client-keys');
    return (await rows('select from client_key where key = $1', [input.clientKey])).length === 1;
  };
  const violations: string[] = [];
  if (!(await age(25))) violations.push('a client key was forgotten within 25 hours');
  const again = await mutate(server.url, 'sendChatMessage', input, chat?.agent.token);
  if (JSON.stringify(again.answer) !== JSON.stringify(first.answer)) violations.push('another answer after 25 hours');
  const isKept = await age(24 * 14);
  return { figures: { 'a key after 25 hours, 14 days': `kept, ${isKept ? 'kept' : 'forgotten'}` }, violations };
}

async function cursorTooOld(server: Program, { chats }: Stage, rows: Rows): Promise<Part> {
  const [chat] = chats;
  if (!chat) throw new Error('There is no chat.');
  const { eventsCursor } = await readChat(server.url, chat.agent, chat.id);
  const answer = await must(
    server.url,
    'sendChatMessage',
    { chatId: chat.id, text: 'soon forgotten' },
    chat.agent.token,
  );
  await timed('deliveries are done', async () => (await rows('select from delivery')).length === 0);
  await rows(`update fact set occurred_at = now() - interval '90 days' where aggregate_id = $1 and sequence = $2`, [
    chat.id,
    answer['sequence'],
  ]);
  await runJob(rows, 'forget-old-facts');
  const code = await refusalOf(server.url, chat.agent.token, chat.id, eventsCursor);
  const violations = code === 'RESYNC_REQUIRED' ? [] : [`a cursor before forgotten facts got ${code}`];
  const fresh = await readChat(server.url, chat.agent, chat.id);
  const afterFresh = await refusalOf(server.url, chat.agent.token, chat.id, fresh.eventsCursor);
  if (afterFresh !== 'accepted') violations.push(`the cursor of a fresh read got ${afterFresh}`);
  return { figures: { 'an expired cursor': code, 'the cursor of a fresh read': afterFresh }, violations };
}

/** Runs a scheduled job of the worker now, and waits for its end. */
async function runJob(rows: Rows, task: string): Promise<void> {
  const [job] = await rows<{ id: string }>('select id from graphile_worker.add_job($1)', [task]);
  await timed(task, async () => (await rows('select from graphile_worker.jobs where id = $1', [job?.id])).length === 0);
}

/** The code with which a subscription is refused, or `accepted`. */
async function refusalOf(url: string, token: string, chatId: string, after: string): Promise<string> {
  const client = createClient({
    url: `${url.replace('http', 'ws')}/graphql`,
    webSocketImpl: WebSocket,
    connectionParams: { authorization: `Bearer ${token}` },
    retryAttempts: 0,
  });
  const query = 'subscription ($chatId: ID!, $after: String) { chatEvents(chatId: $chatId, after: $after) { cursor } }';
  try {
    for await (const { errors } of client.iterate({ query, variables: { chatId, after } }))
      return errors ? String(errors[0]?.extensions?.['code']) : 'accepted';
    return 'nothing';
  } catch (error) {
    return String((error as { extensions?: { code?: string } }[])[0]?.extensions?.code ?? error);
  } finally {
    await client.dispose();
  }
}
