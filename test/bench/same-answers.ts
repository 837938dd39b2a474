import { isDeepStrictEqual } from 'node:util';
import type { Sample } from './people.js';
import type { BenchRequest, Scenario } from './scenarios.js';
import type { Server } from './servers.js';

const LOOKED_AT = 5;

/** Asks every server the same few questions. @throws Error unless they answer the same data */
export async function requireSameAnswers(
  servers: readonly Server[],
  scenario: Scenario,
  sample: Sample,
): Promise<void> {
  const [first, ...others] = servers;
  if (!first) return;
  const asked = (server: Server): BenchRequest[] => scenario.requests(server.name, sample).slice(0, LOOKED_AT);
  const expected = asked(first);
  if (expected.length === 0) throw new Error(`There is nothing to ask for: ${scenario.title}.`);
  for (const server of others) {
    const requests = asked(server);
    for (const [i, request] of requests.entries()) {
      const one = await answerOf(first, expected[i]);
      const other = await answerOf(server, request);
      if (!isDeepStrictEqual(one, other))
        throw new Error(
          `${first.name} and ${server.name} answer differently (${scenario.name}):\n${JSON.stringify(one).slice(0, 1500)}\n${JSON.stringify(other).slice(0, 1500)}`,
        );
    }
  }
}

async function answerOf(server: Server, { method, path, headers, body }: BenchRequest): Promise<unknown> {
  const text = body?.replaceAll('[<id>]', crypto.randomUUID());
  const response = await fetch(server.url + path, { method, headers, ...(text && { body: text }) });
  const answer = (await response.json()) as { data?: Record<string, unknown>; errors?: unknown };
  if (response.status !== 200 || answer.errors || !answer.data)
    throw new Error(`${server.name} answers ${response.status}: ${JSON.stringify(answer).slice(0, 1000)}`);
  const [data] = Object.values(answer.data);
  return plain(data);
}

interface PostgraphilePerson {
  rowId: string;
  name: string | null;
  company: string | null;
  email: string | null;
  contact: { name: string | null; company: string | null; email: string | null } | null;
}

/** One form for all: times as numbers; of a sent message only what it is, not which; PostGraphile's columns as our fields. */
function plain(value: unknown): unknown {
  if (typeof value === 'string' && /^\d{4}-\d\d-\d\dT/.test(value)) return Date.parse(value);
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== 'object' || value === null) return value;
  if ('__typename' in value) return Object.keys(value).sort();
  const row = { ...value } as Record<string, unknown>;
  if ('rowId' in row) {
    row['id'] = row['rowId'];
    delete row['rowId'];
  }
  if ('contact' in row) {
    const { contact, name, company, email } = value as PostgraphilePerson;
    Object.assign(row, {
      name: name ?? contact?.name ?? null,
      company: company ?? contact?.company ?? null,
      email: email ?? contact?.email ?? null,
    });
    delete row['contact'];
  }
  if ('lastMessageText' in row) {
    row['lastMessage'] = {
      text: row['lastMessageText'],
      authorKind: row['lastMessageAuthor'],
      sentAt: row['lastMessageAt'],
    };
    for (const name of ['lastMessageText', 'lastMessageAuthor', 'lastMessageAt']) delete row[name];
  }
  if ('authorKind' in row && 'authorId' in row) {
    row['author'] = { kind: row['authorKind'], id: row['authorId'], name: row['authorName'] };
    for (const name of ['authorKind', 'authorId', 'authorName']) delete row[name];
  }
  return Object.fromEntries(Object.entries(row).map(([name, field]) => [name, plain(field)]));
}
