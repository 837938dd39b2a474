import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { OwnPostgres } from '../../harness/own-postgres.js';
import { type Program, startProgram } from '../../harness/programs.js';
import { mutate } from '../client.js';
import { randomOf } from '../random.js';
import { type Effort, timed } from '../rehearsal.js';
import { type Findings, findings, spread } from '../report.js';
import { type Rows, withRows } from '../rows.js';
import { newVisitor, SERVER_ENV, setTheStage } from '../stage.js';

/** Longest time from when another worker is there until the jobs of the dead one go on, in ms. */
const TAKEN_OVER_WITHIN_MS = 10_000;
/** The last one has a greeting. */
const PAGES = ['about', 'samples', 'prices'];
const VISIT_EVERY_MS = 100;
const MOST_AT_ONCE = 20;

/** The database itself notes which delivery was queued and which was handled, in which order. */
const WITNESS = `
create table witness (at bigint generated always as identity, handled boolean, handler text, aggregate_id uuid, sequence int);
create function witness() returns trigger language plpgsql as $$ begin
  if tg_op = 'INSERT' then
    insert into witness (handled, handler, aggregate_id, sequence) values (false, new.handler, new.aggregate_id, new.sequence);
  else
    insert into witness (handled, handler, aggregate_id, sequence) values (true, old.handler, old.aggregate_id, old.sequence);
  end if;
  return null;
end $$;
create trigger witness after insert or delete on delivery for each row execute function witness();`;

const NOT_HANDLED = `
select from witness q where not q.handled and not exists (
  select from witness h where h.handled and (h.handler, h.aggregate_id, h.sequence) = (q.handler, q.aggregate_id, q.sequence))`;

const OUT_OF_ORDER = `
select from (select sequence, lag(sequence) over (partition by handler, aggregate_id order by at) as previous from witness where handled) w
where sequence <= previous`;

const NOT_GREETED_ONCE = `
select v.id, count(g.id) as greetings from unnest($1::uuid[]) as v(id) left join greeting g on g.visitor_id = v.id
group by v.id having count(g.id) <> 1`;

/**
 * The worker is killed with -9 while it holds jobs: visitors open pages, a handler sets a timer for each, the timer greets them once.
 * Whatever was acknowledged is handled at least once and in order, and everybody is greeted exactly once.
 */
export async function workerKilled(effort: Effort, postgres: OwnPostgres): Promise<Findings> {
  const env = { ...SERVER_ENV, DATABASE_URL: postgres.url };
  const first = await startProgram('all-in-one', env);
  try {
    await setTheStage(first.url, 1);
  } finally {
    await first.stop();
  }
  const api = await startProgram('api', env);
  let worker = await startProgram('worker', env);
  let visiting: ReturnType<typeof startVisits> | undefined;
  try {
    return await withRows(postgres.url, async (rows) => {
      await rows(WITNESS);
      const visits = (visiting = startVisits(api.url, effort.seed));
      const takenOver: number[] = [];
      const upAgain: number[] = [];
      let held = 0;
      for (let kill = 0; kill < effort.times; kill += 1) {
        held += await killWithJobs(worker, postgres.url, rows);
        const killedAt = performance.now();
        worker = await startProgram('worker', env);
        upAgain.push(performance.now() - killedAt);
        const stuck = `select from graphile_worker._private_jobs where locked_at < $1`;
        const [row] = await rows<{ now: Date }>('select clock_timestamp() as now');
        await timed('jobs of the dead worker go on', async () => (await rows(stuck, [row?.now])).length === 0, 40_000);
        takenOver.push(performance.now() - killedAt);
      }
      const visitors = await visits.stop();
      const open = async (): Promise<boolean> =>
        (await rows(NOT_HANDLED)).length === 0 && (await rows(NOT_GREETED_ONCE, [visitors])).length === 0;
      await timed('everything is handled', open, 40_000).catch(() => undefined);
      const [lost, disordered, greeted, facts] = [
        await rows(NOT_HANDLED),
        await rows(OUT_OF_ORDER),
        await rows<{ greetings: string }>(NOT_GREETED_ONCE, [visitors]),
        await rows('select distinct handler, aggregate_id, sequence from witness where not handled'),
      ];
      const late = takenOver.filter((ms, kill) => ms - (upAgain[kill] ?? 0) > TAKEN_OVER_WITHIN_MS).length;
      return findings(
        `K1, handlers: kill -9 of the worker ${effort.times} times`,
        undefined,
        {
          'facts to be handled': facts.length,
          'jobs held by the killed': held,
          'the next worker is up after': spread(upAgain),
          'their jobs go on after': spread(takenOver),
          'facts never handled': lost.length,
          'facts handled out of order': disordered.length,
          'visitors not greeted once': `${greeted.length} of ${visitors.length}`,
        },
        [
          ...(lost.length > 0 ? [`${lost.length} facts were never handled`] : []),
          ...(disordered.length > 0 ? [`${disordered.length} facts were handled out of order`] : []),
          ...greeted.map(({ greetings }) => `a visitor was greeted ${greetings} times`).slice(0, 3),
          ...(late > 0
            ? [`${late} times jobs of a dead worker went on only ${TAKEN_OVER_WITHIN_MS} ms after the next one was up`]
            : []),
          ...(held === 0 ? ['no killed worker held a job: nothing was proved'] : []),
        ],
      );
    });
  } finally {
    await visiting?.stop();
    await worker.stop('SIGKILL');
    await api.stop('SIGKILL');
  }
}

/** Kills the worker while handlers wait in the middle of their work; how many jobs it held. */
async function killWithJobs(worker: Program, url: string, rows: Rows): Promise<number> {
  const held = async (): Promise<number> =>
    (await rows('select from graphile_worker._private_jobs where locked_by is not null')).length;
  return withRows(url, async (holder) => {
    await holder('begin');
    // Handlers that look for greetings, and timers that greet, wait from here on.
    await holder('lock table greeting_trigger, greeting in access exclusive mode');
    await timed('the worker holds jobs', async () => (await held()) > 0, 20_000);
    await worker.stop('SIGKILL');
    const count = await held();
    await holder('rollback');
    return count;
  });
}

/** New visitors open pages one after the other, until stopped; gives the ids of those whose last page was acknowledged. */
function startVisits(url: string, seed: number): { stop(): Promise<string[]> } {
  const random = randomOf(seed);
  const greetable: string[] = [];
  const open = new Set<Promise<void>>();
  let stopped = false;
  const visit = async (): Promise<void> => {
    const visitor = await newVisitor(url);
    for (const page of PAGES) {
      const clientKey = randomUUID();
      const input = { clientKey, url: `https://www.bestcustomwriting.example/${page}`, title: page };
      const { outcome } = await mutate(url, 'visitPage', input, visitor.token);
      if (outcome !== 'done') return;
      if (page === 'prices') greetable.push(visitor.id);
      await delay(random.between(0, 200));
    }
  };
  const running = (async () => {
    while (!stopped) {
      // A visitor who cannot even come in is none.
      const one = visit()
        .catch(() => undefined)
        .finally(() => open.delete(one));
      if (open.size < MOST_AT_ONCE) open.add(one);
      else await one;
      await delay(VISIT_EVERY_MS);
    }
  })();
  return {
    async stop() {
      stopped = true;
      await running;
      await Promise.all(open);
      return greetable;
    },
  };
}
