import { createTestDatabase, type TestDatabase } from '@test/support/database.js';
import { hasRedis, startRedis, type TestRedis } from '@test/support/redis.js';
import { liveSockets } from '../../load/live-sockets.js';
import { massReconnect } from '../../load/mass-reconnect.js';
import { rollingRestart } from '../../load/rolling-restart.js';
import { type Stage, startStage } from '../../load/stage.js';
import { twoInstances } from '../../load/two-instances.js';
import { type Figure, holds, type Verdict, verdictText } from '../../load/verdict.js';

// The short version of `npm run load-test`, whose figures of time need a machine of their own.
const inTime = (figure: Figure): boolean => figure.unit !== 'ms';
const shortOf = (verdict: Verdict): string => {
  const counted = { ...verdict, figures: verdict.figures.filter(inTime) };
  return holds(counted) ? '' : verdictText(counted);
};
let database: TestDatabase;
let stage: Stage;
let redis: TestRedis | undefined;

async function start(apis: number, env: Record<string, string> = {}): Promise<void> {
  database = await createTestDatabase();
  stage = await startStage(database.url, { chats: 10, supervisors: 4, apis, workers: 1 }, env);
}
afterEach(async () => {
  await stage.close();
  await database.drop();
  await redis?.close();
  redis = undefined;
});

describe('two api processes under load', () => {
  it('[K8] [L1] [L2] [K7] deliver to 200 sockets everything once and in order: published elsewhere, after a mass reconnect, through a rolling restart', async () => {
    await start(2);
    expect(shortOf(await twoInstances(stage, { perSecond: 40, seconds: 3, over: 'PostgreSQL' }))).toBe('');
    expect(shortOf(await liveSockets(stage, { perSecond: 20, seconds: 3 }))).toBe('');
    expect(shortOf(await massReconnect(stage, { sockets: 100, overSeconds: 1, perSecond: 20 }))).toBe('');
    await stage.receivers.tell('leave', undefined);
    expect(shortOf(await rollingRestart(stage, { perSecond: 20, mayBeReset: true }))).toBe('');
  }, 300_000);
});

const withRedis = hasRedis() ? describe : describe.skip;

withRedis('two api processes with Redis', () => {
  it('[K8] deliver everything once and in order', async () => {
    redis = await startRedis();
    await start(2, { REDIS_URL: redis.url });
    expect(shortOf(await twoInstances(stage, { perSecond: 40, seconds: 3, over: 'Redis' }))).toBe('');
  }, 180_000);
});
