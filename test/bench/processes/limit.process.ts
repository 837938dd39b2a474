/** The raw limit: bare node:http and pg, one hand-written statement per answer, no authentication, no GraphQL. */
import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import pg from 'pg';
import { v7 } from 'uuid';
import { announce, takeOrders } from './orders.js';
import { chatPage, inboxPage, sendMessage } from './limit-queries.js';

const { url, poolSize, handlers } = await takeOrders<{ url: string; poolSize: number; handlers: readonly string[] }>();
const pool = new pg.Pool({ connectionString: url, max: poolSize });

const server = createServer((request, response) => {
  answer(request).then(
    (data) => reply(response, 200, data),
    (error: unknown) => reply(response, 500, { errors: [String(error)] }),
  );
});
announce(server);

async function answer(request: IncomingMessage): Promise<object> {
  const [path, query = ''] = (request.url ?? '').split('?', 2);
  if (path === '/inbox') return inboxPage(pool, query.split(','));
  if (path === '/chat') {
    const [id = '', brands = ''] = query.split('&', 2);
    return chatPage(pool, id, brands.split(','));
  }
  const input = JSON.parse(await bodyOf(request)) as Record<
    'chatId' | 'agentId' | 'agentName' | 'text' | 'clientKey',
    string
  > & {
    brandIds: string[];
  };
  const { chatId, agentId, agentName, brandIds, text, clientKey } = input;
  const hash = createHash('sha256').update(chatId).update(text).digest();
  const messageId = v7();
  return sendMessage(pool, messageId, [
    chatId,
    agentId,
    agentName,
    brandIds,
    messageId,
    text,
    v7(),
    handlers,
    clientKey,
    hash,
  ]);
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}

function reply(response: ServerResponse, status: number, data: object): void {
  const body = JSON.stringify(data);
  response.writeHead(status, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) });
  response.end(body);
}
