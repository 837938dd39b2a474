import pg from 'pg';
import type { Finding } from './attack.js';
import { excerpt } from './judge.js';
import { exchange } from './http-client.js';
import type { Target } from './target.js';
import type { World } from './world.js';

/** Lines of the log that tell of a fault of ours, and those that begin a stack without being of the log at all. */
const FAULTS = /"level":"(error|fatal)"|Request \S+ failed|unhandled|MaxListenersExceeded|^(?!\s+at )(?!\{).*Error\b/i;
/** Secrets with which websites sign (HS256): to check a signature we need the same. */
const KEPT: readonly string[] = ['public.brand_key'];

/** What a run has left behind that must not be: faults in the log, and secrets in log, metrics and tables (S13). */
export async function findTraces(target: Target, world: World): Promise<Finding[]> {
  const findings: Finding[] = [];
  const found = (name: string, problem: string): unknown =>
    findings.push({ theme: 'traces', name, who: 'the server', problem });
  const log = target.log?.() ?? '';
  const faults = [
    ...new Set(
      log
        .split('\n')
        .filter((line) => FAULTS.test(line))
        .map(withoutNumbers),
    ),
  ];
  for (const line of faults) found('an error in the log', line.slice(0, 400));
  const { body: metrics } = await exchange(target.url, { method: 'GET', path: '/metrics' });
  const places: [string, string][] = [
    ['the log', log],
    ['the metrics', metrics],
    ...(target.databaseUrl ? await tablesOf(target.databaseUrl) : []),
  ];
  for (const [place, text] of places)
    for (const secret of world.secrets) {
      const at = text.indexOf(secret);
      if (at >= 0 && !KEPT.includes(place))
        found(`a secret in ${place}`, excerpt(text.slice(Math.max(0, at - 80), at + 12)));
    }
  // Labels that callers make up would make the metrics grow without an end.
  const series = metrics.split('\n').filter((line) => line && !line.startsWith('#')).length;
  if (series > MOST_SERIES) found('metrics', `have ${series} series`);
  return findings;
}

const MOST_SERIES = 5_000;

/** Each table of the database as one text, those of the jobs included. */
async function tablesOf(url: string): Promise<[string, string][]> {
  const client = new pg.Client(url);
  await client.connect();
  try {
    const { rows } = await client.query<{ name: string }>(
      `select format('%I.%I', table_schema, table_name) as name from information_schema.tables
       where table_type = 'BASE TABLE' and table_schema not in ('pg_catalog', 'information_schema')`,
    );
    const tables: [string, string][] = [];
    for (const { name } of rows) {
      const { rows: all } = await client.query<{ text: string }>(`select t::text as text from ${name} t`);
      tables.push([name, all.map(({ text }) => text).join('\n')]);
    }
    return tables;
  } finally {
    await client.end();
  }
}

function withoutNumbers(line: string): string {
  return line.replaceAll(/[0-9a-f]{8}-[0-9a-f-]{27}|\d+/g, '#');
}
