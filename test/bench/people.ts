import pg from 'pg';
import { Database } from '@libs/database';
import { SystemClock } from '@libs/domain';
import { AccessTokens } from '@src/identity/tokens/access-tokens.js';
import { InstallationKeys } from '@src/identity/tokens/installation-keys.js';

/** An agent who is logged in. */
export interface Person {
  readonly id: string;
  readonly name: string;
  readonly brandIds: readonly string[];
  readonly token: string;
  /** Address from which he comes. */
  readonly address: string;
}

/** A chat and the agent who reads it or writes in it. */
export interface Task {
  readonly chatId: string;
  readonly brandId: string;
  readonly person: Person;
}

/** Who asks for what in a run: the same for every server. */
export interface Sample {
  readonly people: readonly Person[];
  /** Long chats, old and new ones, each with an agent of its brand. */
  readonly read: readonly Task[];
  /** Active chats with the agent who serves each. */
  readonly written: readonly Task[];
}

/** What the api signs tokens with unless told otherwise: the secret is in the database, and a token is good for a quarter of an hour. */
const SIGNING = { tokenSecret: undefined, accessTokenMinutes: 15 };

/**
 * Picks people and chats of a seeded database, and signs access tokens for the log-ins that the seed has made, as the api itself
 * signs them. To be called anew for each contest: the tokens end after 15 minutes.
 */
export async function takeSample(url: string, most: { people: number; chats: number }): Promise<Sample> {
  const database = new Database(url, { poolSize: 4, statementTimeoutMs: 60_000, onError: () => undefined });
  try {
    const rows = await database.rows<{ id: string; name: string; brandIds: string[]; sessionId: string }>(
      `select a.id, a.display_name as name, a.brand_ids as "brandIds", s.id as "sessionId"
       from agent a join agent_session s on s.agent_id = a.id order by md5(a.email) limit $1`,
      [most.people],
    );
    const settings = SIGNING as ConstructorParameters<typeof InstallationKeys>[1];
    const tokens = new AccessTokens(new InstallationKeys(database, settings), new SystemClock(), settings);
    const people = await Promise.all(
      rows.map(async ({ id, name, brandIds, sessionId }, i): Promise<Person> => {
        const { token } = await tokens.issue({ agentId: id, sessionId, issuedAt: new Date() });
        return { id, name, brandIds, token, address: `10.${20 + (i >> 8)}.${i & 255}.1` };
      }),
    );
    const served = (condition: string) =>
      database.rows<{ id: string; agentId: string; brandId: string }>(
        `select id, agent_id as "agentId", brand_id as "brandId" from chat where agent_id = any($1) and ${condition} order by md5(id::text) limit $2`,
        [people.map(({ id }) => id), most.chats],
      );
    const tasks = (chats: readonly { id: string; agentId: string; brandId: string }[]): Task[] =>
      chats.flatMap(({ id, agentId, brandId }) => {
        const person = people.find((one) => one.id === agentId);
        return person ? [{ chatId: id, brandId, person }] : [];
      });
    return {
      people,
      read: tasks(await served(`status = 'CLOSED' and message_count >= 60`)),
      written: tasks(await served(`status = 'ACTIVE'`)),
    };
  } finally {
    await database.close();
  }
}

/** One connection for a few statements. */
export async function withClient<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
