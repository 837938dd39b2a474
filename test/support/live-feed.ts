import type { RecordedFact } from '@libs/domain';
import { FactFeed, type FactFilter, type FeedItem, LiveModule } from '@libs/live';
import { lockJar } from './jar.js';
import { type RunningFoundation, startFoundation } from './foundation.js';

/** What {@link useFeed} has started. */
export const stage = {} as { running: RunningFoundation; feed: FactFeed };

/** Gives the stories of a file a process with a live feed, on a database of its own. */
export function useFeed(): void {
  beforeAll(async () => {
    stage.running = await startFoundation({ imports: [LiveModule], poolSize: 24 });
    stage.feed = stage.running.module.get(FactFeed);
  });

  afterAll(() => stage.running.close());
}

/** Stores facts of a jar, in one transaction. */
export const add = (jarId: string, ...values: number[]) =>
  stage.running.change(async (tx) => {
    const jar = await lockJar(tx, jarId);
    for (const value of values) jar.add(value, tx.now);
  });
/** 1 to n. */
export const upTo = (n: number) => Array.from({ length: n }, (_, i) => i + 1);
/** The filter for one jar. */
export const only = (jarId: string): FactFilter => ({ aggregateIds: [jarId] });

type Stream = AsyncIterableIterator<FeedItem>;

/** The next items of a stream, `count` of them. */
export async function take(stream: Stream, count: number): Promise<FeedItem[]> {
  const items: FeedItem[] = [];
  while (items.length < count) {
    const { done, value } = await stream.next();
    if (done) break;
    items.push(value);
  }
  return items;
}
/** What a stream gives up to the present, and the cursor there. */
export async function past(
  filter: FactFilter,
  after: string,
  source = stage.feed,
): Promise<{ values: number[]; cursor: string }> {
  const stream = source.open(filter, { after });
  const values: number[] = [];
  for await (const item of stream) {
    if (item.kind === 'caught-up') return { values, cursor: item.cursor };
    if (item.kind === 'fact') values.push(valueOf(item));
  }
  throw new Error('The stream ended before the present.');
}
/** What a fact says. */
export const valueOf = (item: FeedItem): number =>
  item.kind === 'fact' ? (item.fact as RecordedFact<{ value: number }>).payload.value : Number.NaN;
/** The cursor of the present. */
export const now = async (): Promise<string> => {
  const stream = stage.feed.open({ types: [] });
  const [item] = await take(stream, 1);
  await stream.return?.();
  return item?.cursor ?? '';
};
/** Ends connections of PostgreSQL, by a condition on `pg_stat_activity`. */
export const cut = (where: string) =>
  stage.running.database.rows(
    `select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and ${where}`,
  );
