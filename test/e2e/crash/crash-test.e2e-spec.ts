import { type OwnPostgres, startOwnPostgres } from '@test/harness/own-postgres.js';
import type { Effort } from '../../crash/rehearsal.js';
import type { Findings } from '../../crash/report.js';
import { answersLost } from '../../crash/scenarios/answers-lost.js';
import { keysAndCursors } from '../../crash/scenarios/keys-and-cursors.js';
import { postgresKilled } from '../../crash/scenarios/postgres-killed.js';
import { serverKilled } from '../../crash/scenarios/server-killed.js';

/** What `npm run crash-test` does, once each and gently; on a busy machine starting the programs takes most of the time. */
const EFFORT: Effort = { rate: 40, times: 1, chats: 2, seed: 1, silenceSeconds: 5 };
const TIMEOUT_MS = 240_000;

let postgres: OwnPostgres;

beforeEach(async () => {
  postgres = await startOwnPostgres();
}, TIMEOUT_MS);
afterEach(() => postgres.close(), TIMEOUT_MS);

/** How fast PostgreSQL is back is measured by the whole run; here the machine may be busy with other tests. */
const isOfTime = (sentence: string): boolean => /not healthy within/.test(sentence);

describe('the crash test, in short', () => {
  it.each<[string, () => Promise<Findings>]>([
    ['[K1] [K2] kill -9 of the server', () => serverKilled(EFFORT, { DATABASE_URL: postgres.url })],
    ['[K3] [K2] client keys and old cursors', () => keysAndCursors(postgres)],
    ['[K4] kill -9 of PostgreSQL', () => postgresKilled(EFFORT, postgres)],
    ['[K5] lost answers', () => answersLost({ ...EFFORT, times: 3 }, postgres)],
  ])(
    '%s: nothing is lost, doubled, skipped or out of order',
    async (_, scenario) => {
      const { violations } = await scenario();
      expect(violations.filter((sentence) => !isOfTime(sentence))).toEqual([]);
    },
    TIMEOUT_MS,
  );
});
