import fc from 'fast-check';
import type { RecordedFact } from '@libs/domain';
import { Audience } from './audience.js';
import type { FactFilter } from './fact-reader.js';
import { Follower } from './follower.js';

const sink = { push: () => undefined, room: () => undefined, end: () => undefined };
const few = (...values: string[]) => fc.uniqueArray(fc.constantFrom(...values), { minLength: 1 });
const filters: fc.Arbitrary<FactFilter> = fc.record(
  { types: few('T1', 'T2', 'T3'), aggregateIds: few('a1', 'a2', 'a3'), brandIds: few('b1', 'b2') },
  { requiredKeys: [] },
);
const facts = fc.record({
  type: fc.constantFrom('T1', 'T2', 'T3', 'T4'),
  aggregateId: fc.constantFrom('a1', 'a2', 'a3', 'a4'),
  brandId: fc.constantFrom('b1', 'b2', 'b3', null),
}) as unknown as fc.Arbitrary<RecordedFact>;

/** What the filter says, without any index. */
const wants = ({ types, aggregateIds, brandIds }: FactFilter, fact: RecordedFact): boolean =>
  (types?.includes(fact.type) ?? true) &&
  (aggregateIds?.includes(fact.aggregateId) ?? true) &&
  (fact.brandId === null || (brandIds?.includes(fact.brandId) ?? true));

it('[P4] tells exactly those of a fact whose filter it matches, whoever came and went before', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(filters, fc.boolean()), { maxLength: 30 }), facts, (all, fact) => {
      const audience = new Audience();
      const followers = all.map(([filter]) => new Follower(filter, ['t'], sink));
      for (const follower of followers) audience.add(follower);
      const stayed = followers.filter((_, i) => all[i]?.[1]);
      for (const follower of followers) if (!stayed.includes(follower)) audience.delete(follower);
      const told = new Set<Follower>();
      const count = audience.forFact(fact, (follower) => told.add(follower));
      expect(told).toEqual(new Set(stayed.filter(({ filter }) => wants(filter, fact))));
      expect(count).toBe(told.size);
      expect(audience.count).toBe(stayed.length);
      expect([...audience.ofTopic('t')]).toEqual(stayed);
      for (const follower of stayed) audience.delete(follower);
      expect(audience.all()).toEqual([]);
      expect(audience.forFact(fact, () => undefined)).toBe(0);
    }),
  );
});
