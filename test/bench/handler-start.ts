import { setTimeout as delay } from 'node:timers/promises';
import { SystemClock } from '@libs/domain';
import { Database } from '@libs/database';
import { VisitorTokens } from '@src/identity';
import { InstallationKeys } from '@src/identity/tokens/installation-keys.js';
import type { OwnPostgres } from '@test/harness/own-postgres.js';
import { startProgram } from '@test/harness/programs.js';
import { median, quantile } from './contest.js';
import { withClient } from './people.js';
import { post } from './scenarios.js';
import { settingsOf } from './servers.js';

/** Milliseconds from the commit of a fact, by PostgreSQL's clock and commit timestamps. */
export interface HandlerStart {
  readonly facts: number;
  /** Until a worker has taken the job: the handler starts one SELECT later. */
  readonly taken: { readonly p50: number; readonly p99: number };
  /** Until the handler has done its work and the delivery is removed: the handler started before. */
  readonly done: { readonly p50: number; readonly p99: number };
}

const HANDLER = 'greet-visitor-when-page-visited';
const VISIT = `mutation ($input: VisitPageInput!) { visitPage(input: $input) { __typename } }`;
const SIGNING = { tokenSecret: undefined, visitorTokenDays: 1 };
const PATIENCE_MS = 30_000;

/** Notes when a job of the handler is taken and when its delivery is removed. Needs `track_commit_timestamp`. */
const WATCH = `
create schema if not exists bench;
create table bench.taken (aggregate_id uuid, at timestamptz);
create table bench.done (fact_id uuid, aggregate_id uuid, at timestamptz);
create function bench.note_taken() returns trigger language plpgsql as $$ begin
  insert into bench.taken values ((new.payload->>'aggregateId')::uuid, clock_timestamp()); return null; end $$;
create function bench.note_done() returns trigger language plpgsql as $$ begin
  insert into bench.done values (old.fact_id, old.aggregate_id, clock_timestamp()); return null; end $$;
create trigger bench_taken after update on graphile_worker._private_jobs for each row
  when (old.locked_at is null and new.locked_at is not null and new.payload->>'handler' = '${HANDLER}') execute function bench.note_taken();
create trigger bench_done after delete on delivery for each row when (old.handler = '${HANDLER}') execute function bench.note_done()`;
const UNWATCH = `
drop trigger bench_taken on graphile_worker._private_jobs; drop trigger bench_done on delivery;
drop function bench.note_taken, bench.note_done; drop table bench.taken, bench.done`;
const TIMES = `
select extract(epoch from t.at - c.at) * 1000 as taken, extract(epoch from d.at - c.at) * 1000 as done
from bench.done d join fact f on f.id = d.fact_id cross join lateral (select pg_xact_commit_timestamp(f.xid::xid) as at) c
cross join lateral (select max(at) as at from bench.taken t where t.aggregate_id = d.aggregate_id and t.at < d.at) t`;

/**
 * Measures with one api and one worker how soon a handler reacts: visitors open pages, one after the other with `everyMs` milliseconds between two, and the handler
 * that sets timers for greetings gets a fact for each.
 */
export async function measureHandlerStart(
  postgres: OwnPostgres,
  { facts, everyMs }: { facts: number; everyMs: number },
): Promise<HandlerStart> {
  const { url } = postgres;
  const visitors = await visitorsOf(url, facts);
  const worker = await startProgram('worker', settingsOf(url));
  const api = await startProgram('api', settingsOf(url));
  try {
    // The first ones, which find nothing prepared, do not count.
    const warmUp = Math.floor(visitors.length / 5);
    await visitAll(api.url, visitors.slice(0, warmUp), everyMs);
    await waitUntil(url, 'select count(*) = 0 from delivery');
    await withClient(url, (client) => client.query(WATCH));
    try {
      const counted = visitors.slice(warmUp);
      await visitAll(api.url, counted, everyMs);
      await waitUntil(url, `select count(*) >= ${counted.length} from bench.done`);
      const { rows } = await withClient(url, (client) => client.query<{ taken: string; done: string }>(TIMES));
      const spread = (name: 'taken' | 'done') => {
        const values = rows.map((row) => Number(row[name])).sort((a, b) => a - b);
        return { p50: median(values), p99: quantile(values, 0.99) };
      };
      return { facts: rows.length, taken: spread('taken'), done: spread('done') };
    } finally {
      await withClient(url, (client) => client.query(UNWATCH));
    }
  } finally {
    await api.stop();
    await worker.stop();
  }
}

interface Visitor {
  readonly token: string;
  readonly page: string;
}

async function visitorsOf(url: string, count: number): Promise<Visitor[]> {
  const database = new Database(url, { poolSize: 4, statementTimeoutMs: 60_000, onError: () => undefined });
  try {
    const rows = await database.rows<{ id: string; brandId: string; host: string }>(
      `select v.id, v.brand_id as "brandId", b.hosts[1] as host from visitor v join brand b on b.id = v.brand_id
       where not exists (select from page_view p where p.visitor_id = v.id) order by md5(v.id::text) limit $1`,
      [count],
    );
    const settings = SIGNING as ConstructorParameters<typeof VisitorTokens>[2];
    const tokens = new VisitorTokens(new InstallationKeys(database, settings), new SystemClock(), settings);
    return await Promise.all(
      rows.map(async ({ id, brandId, host }) => {
        const { token } = await tokens.issue(id, brandId, new Date());
        return { token, page: `https://${host}/prices` };
      }),
    );
  } finally {
    await database.close();
  }
}

/** One after the other: how soon is the question, not how many. */
async function visitAll(url: string, visitors: readonly Visitor[], everyMs: number): Promise<void> {
  for (const [i, { token, page }] of visitors.entries()) {
    await visit(url, token, page, `10.${60 + (i >> 16)}.${(i >> 8) & 255}.${i & 255}`);
    await delay(everyMs);
  }
}

async function visit(url: string, token: string, page: string, address: string): Promise<void> {
  const input = { clientKey: crypto.randomUUID(), url: page };
  const { method, path, headers, body } = post(
    { query: VISIT, variables: { input } },
    { authorization: `Bearer ${token}`, 'x-forwarded-for': address },
  );
  const response = await fetch(url + path, { method, headers, body: body ?? null });
  const answer = await response.text();
  if (!answer.includes('VisitPageSuccess')) throw new Error(`A visit was refused: ${response.status} ${answer}`);
}

async function waitUntil(url: string, condition: string): Promise<void> {
  await withClient(url, async (client) => {
    for (const started = performance.now(); performance.now() - started < PATIENCE_MS; await delay(50)) {
      const { rows } = await client.query<{ is: boolean }>(`select (${condition}) as is`);
      if (rows[0].is) return;
    }
    throw new Error(`Not within ${PATIENCE_MS / 1000} s: ${condition}`);
  });
}
