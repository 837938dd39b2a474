import type { RecordedFact } from '@libs/domain';
import type { FactFilter } from './fact-reader.js';
import type { Follower } from './follower.js';

/** Followers of one filter: what does not match is found out once for all of them. */
interface Group {
  readonly key: string;
  readonly filter: FactFilter;
  readonly followers: Set<Follower>;
}

/**
 * All followers of this process, by what they follow: a fact touches only those whom it may concern.
 * Groups are found by aggregate, else by brand; only filters that name neither are tried for every fact.
 */
export class Audience {
  readonly #groups = new Map<string, Group>();
  readonly #ofAggregates = new Map<string, Set<Group>>();
  readonly #ofBrands = new Map<string, Set<Group>>();
  readonly #branded = new Set<Group>();
  readonly #others = new Set<Group>();
  readonly #ofTopics = new Map<string, Set<Follower>>();
  readonly #typeLists = new WeakMap<readonly string[], number>();
  #lists = 0;
  #count = 0;

  /** Number of followers. */
  get count(): number {
    return this.#count;
  }

  add(follower: Follower): void {
    const { filter } = follower;
    const key = this.#keyOf(filter);
    let group = this.#groups.get(key);
    if (!group) {
      group = { key, filter, followers: new Set() };
      this.#groups.set(key, group);
      for (const [index, value] of this.#places(filter)) into(index, value, group);
      if (!filter.aggregateIds) (filter.brandIds ? this.#branded : this.#others).add(group);
    }
    follower.filter = group.filter;
    group.followers.add(follower);
    for (const topic of follower.topics) into(this.#ofTopics, topic, follower);
    this.#count += 1;
  }

  delete(follower: Follower): void {
    const group = this.#groups.get(this.#keyOf(follower.filter));
    if (!group?.followers.delete(follower)) return;
    this.#count -= 1;
    for (const topic of follower.topics) outOf(this.#ofTopics, topic, follower);
    if (group.followers.size > 0) return;
    this.#groups.delete(group.key);
    for (const [index, value] of this.#places(group.filter)) outOf(index, value, group);
    this.#branded.delete(group);
    this.#others.delete(group);
  }

  /** Calls `tell` for each follower of a fact. Returns how many there were. */
  forFact(fact: RecordedFact, tell: (follower: Follower) => void): number {
    const branded = fact.brandId === null ? this.#branded : this.#ofBrands.get(fact.brandId);
    let told = 0;
    for (const groups of [this.#ofAggregates.get(fact.aggregateId), branded, this.#others])
      for (const { filter, followers } of groups ?? []) {
        if (!matches(filter, fact)) continue;
        told += followers.size;
        followers.forEach(tell);
      }
    return told;
  }

  /** The followers of a topic of signals. */
  ofTopic(topic: string): Iterable<Follower> {
    return this.#ofTopics.get(topic) ?? [];
  }

  /** All followers, as they are now. */
  all(): Follower[] {
    return [...this.#groups.values()].flatMap(({ followers }) => [...followers]);
  }

  *#places({ aggregateIds, brandIds }: FactFilter): Iterable<[Map<string, Set<Group>>, string]> {
    if (aggregateIds) for (const id of new Set(aggregateIds)) yield [this.#ofAggregates, id];
    else for (const id of new Set(brandIds)) yield [this.#ofBrands, id];
  }

  /** Lists of types are constants of their callers: the same list is known by its identity. */
  #keyOf({ types, aggregateIds, brandIds }: FactFilter): string {
    let list = 0;
    if (types) {
      list = this.#typeLists.get(types) ?? (this.#lists += 1);
      this.#typeLists.set(types, list);
    }
    return `${list}|${aggregateIds?.join() ?? '*'}|${brandIds?.join() ?? '*'}`;
  }
}

function matches(filter: FactFilter, fact: RecordedFact): boolean {
  return (
    (!filter.types || filter.types.includes(fact.type)) &&
    (!filter.aggregateIds || filter.aggregateIds.includes(fact.aggregateId)) &&
    (!filter.brandIds || fact.brandId === null || filter.brandIds.includes(fact.brandId))
  );
}

function into<T>(index: Map<string, Set<T>>, key: string, value: T): void {
  const values = index.get(key);
  if (values) values.add(value);
  else index.set(key, new Set([value]));
}

function outOf<T>(index: Map<string, Set<T>>, key: string, value: T): void {
  const values = index.get(key);
  if (values?.delete(value) && values.size === 0) index.delete(key);
}
