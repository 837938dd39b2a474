import { startOwnPostgres } from '@test/harness/own-postgres.js';
import { hasRedis, startRedis } from '@test/support/redis.js';
import { liveSockets, RECEIVERS } from './live-sockets.js';
import { massReconnect } from './mass-reconnect.js';
import { type LoadRow, readOptions, USAGE } from './options.js';
import { rollingRestart } from './rolling-restart.js';
import { slowReader } from './slow-reader.js';
import { soak } from './soak.js';
import { type Stage, startStage } from './stage.js';
import { twoInstances } from './two-instances.js';
import { holds, type Verdict, verdictText } from './verdict.js';

const options = readOptions(process.argv.slice(2));
if (!options) {
  process.stdout.write(USAGE);
  process.exit();
}
const { only: rows, sockets, soakMinutes } = options;
const verdicts: Verdict[] = [];

/** Runs tests on a fresh database and fresh processes. */
async function on(
  size: Parameters<typeof startStage>[1],
  run: (stage: Stage) => Promise<void>,
  env: Record<string, string> = {},
): Promise<void> {
  const postgres = await startOwnPostgres();
  try {
    const stage = await startStage(postgres.url, size, env);
    try {
      await run(stage);
    } finally {
      await stage.close();
    }
  } finally {
    await postgres.close();
  }
}

function tell(verdict: Verdict): void {
  verdicts.push(verdict);
  process.stdout.write(`\n${verdictText(verdict)}\n`);
}

const two = { chats: 20, supervisors: 5, apis: 2, workers: 2 };
if (rows.has('K8')) {
  const load = { perSecond: 50, seconds: 20 };
  await on(two, async (stage) => tell(await twoInstances(stage, { ...load, over: 'PostgreSQL' })));
  if (hasRedis()) {
    const redis = await startRedis();
    const env = { REDIS_URL: redis.url };
    await on(two, async (stage) => tell(await twoInstances(stage, { ...load, over: 'Redis' })), env);
    await redis.close();
  } else process.stdout.write('\nK8 over Redis was left out: there is no redis-server on this machine.\n');
}
if (rows.has('K7'))
  await on(two, async (stage) => tell(await rollingRestart(stage, { perSecond: 50 })), { PARLEY_DRAIN_SECONDS: '3' });
if ((['L1', 'L2', 'L3'] satisfies LoadRow[]).some((row) => rows.has(row))) {
  await on({ chats: Math.ceil(sockets / RECEIVERS) }, async (stage) => {
    // The others need its sockets.
    tell(await liveSockets(stage, { perSecond: 50, seconds: 30 }));
    if (rows.has('L2')) tell(await massReconnect(stage, { sockets: sockets * 0.4, overSeconds: 5, perSecond: 50 }));
    if (rows.has('L3')) tell(await slowReader(stage, { perSecond: 50, copies: 20 }));
  });
}
if (rows.has('L4')) {
  await on({ chats: 50 }, async (stage) => tell(await soak(stage, { minutes: soakMinutes, perSecond: 20 })));
}

const short = verdicts.filter((verdict) => !holds(verdict)).map(({ row }) => row);
process.stdout.write(short.length > 0 ? `\nFalls short: ${short.join(', ')}\n` : '\nAll of it holds.\n');
process.exitCode = short.length > 0 ? 1 : 0;
