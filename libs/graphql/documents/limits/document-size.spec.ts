import fc from 'fast-check';
import { getIntrospectionQuery, parse } from 'graphql';
import { cpuTimeOf } from '@test/support/cpu-time.js';
import type { GraphqlSettings } from '../../graphql.settings.js';
import { documentFaults } from './document-size.js';

const settings = { maxDepth: 5, maxAliases: 3, maxRootFields: 4, maxFields: 300, maxDirectives: 6 } as GraphqlSettings;
const faults = (document: string): string[] => documentFaults(parse(document), settings);

describe('the depth of a document', () => {
  const tooDeep = ['The document has more than 5 levels of fields.'];

  it.each([
    ['fields alone', '{b{b{b{b{a}}}}}', []],
    ['fields alone', '{b{b{b{b{b{a}}}}}}', tooDeep],
    ['inline fragments', '{b{...on Query{b{b{...{b{b{a}}}}}}}}', tooDeep],
    ['a fragment', '{b{b{b{...f}}}} fragment f on Query{b{b{a}}}', tooDeep],
    ['fragments in fragments', '{b{...f}} fragment f on Query{b{...g}} fragment g on Query{b{b{b{a}}}}', tooDeep],
    ['fragments named like meta fields', '{...__x} fragment __x on Query{b{b{b{b{b{a}}}}}}', tooDeep],
    ['a fragment that is spread at two depths', '{...f b{b{b{...f}}}} fragment f on Query{b{b{a}}}', tooDeep],
    ['an alias that looks like a meta field', '{__x:b{b{b{b{b{a}}}}}}', tooDeep],
    ['a fragment that is not used', '{a} fragment f on Query{b{b{b{b{b{a}}}}}}', []],
  ])('counts %s in %s', (_, document, expected) => {
    expect(faults(document)).toEqual(expected);
  });

  it('is counted per operation', () => {
    expect(faults('query one{a} query two{b{b{b{b{b{a}}}}}}')).toEqual(tooDeep);
  });

  it('lets the usual introspection through, which has a switch of its own', () => {
    expect(faults(getIntrospectionQuery())).toEqual([]);
  });
});

describe('the aliases of a document', () => {
  const tooMany = ['The document has more than 3 aliases.'];

  it.each([
    ['{x:a y:a z:a}', []],
    ['{w:a x:a b{y:a z:a}}', tooMany],
    ['{w:a x:a ...on Query{y:a z:a}}', tooMany],
    ['{b{...f} list{...f}} fragment f on Query{x:a y:a}', tooMany],
    [
      '{...f0} fragment f0 on Query{b{...f1 ...f1}} fragment f1 on Query{b{...f2 ...f2}} fragment f2 on Query{x:a}',
      tooMany,
    ],
    ['{w:__typename x:__typename y:__typename z:__typename}', tooMany],
  ])('are counted wherever they stand: %s', (document, expected) => {
    expect(faults(document)).toEqual(expected);
  });
});

describe('the fields at the root', () => {
  const tooMany = ['The document has more than 4 fields at its root.'];

  it.each([
    ['{a a a a}', []],
    ['{a a a a a}', tooMany],
    ['{...f} fragment f on Query{a a a a a}', tooMany],
    ['{...f ...f ...f} fragment f on Query{a a}', tooMany],
    ['{...on Query{...on Query{a a a} a} a}', tooMany],
    ['{__typename a a a a}', tooMany],
    ['{b{a a a a a a}}', []],
    ['{a} fragment f on Query{a a a a a}', []],
  ])('are counted through fragments: %s', (document, expected) => {
    expect(faults(document)).toEqual(expected);
  });
});

describe('the directives of a document', () => {
  it.each([
    ['{a @x @x @x @x @x b @x {a}}', []],
    ['{a @x @x @x @x @x @x}', ['The document has more than 5 directives at one place.']],
    ['{a @x @x @x b @x @x @x {a @x}}', ['The document has more than 6 directives.']],
    ['query($v: Int @x @x @x) @x @x @x {a}', []],
    ['query($v: Int @x @x @x @x) @x @x @x {a}', ['The document has more than 6 directives.']],
    ['{...f @x ...f @x} fragment f on Query @x @x @x{a}', ['The document has more than 6 directives.']],
    ['{...@x{...@x{...@x{...@x{...@x{...@x{...@x{a}}}}}}}}', ['The document has more than 6 directives.']],
  ])('are counted wherever they stand, known or not: %s', (document, expected) => {
    expect(faults(document)).toEqual(expected);
  });
});

describe('the fields of a document', () => {
  const tooMany = ['The document has more than 300 fields, those of its fragments counted.'];

  it('are counted together, over all operations', () => {
    const fields = (count: number) => Array.from({ length: count }, (_, i) => `f${i}`).join(' ');
    expect(faults(`{b{${fields(299)}}}`)).toEqual([]);
    expect(faults(`{b{${fields(300)}}}`)).toEqual(tooMany);
    expect(faults(`query one{b{${fields(150)}}} query two{b{${fields(150)}}}`)).toEqual(tooMany);
    expect(faults(`{b{...f} c{...f}} fragment f on Query{${fields(150)}}`)).toEqual(tooMany);
  });

  it('may bear one name at one place a hundred times, through fragments or not', () => {
    const tooAlike = ['The document has more than 100 fields of one name at one place.'];
    expect(faults(`{b{${'a '.repeat(100)}}}`)).toEqual([]);
    expect(faults(`{b{${'a '.repeat(101)}}}`)).toEqual(tooAlike);
    expect(faults(`{b{${'...{a} '.repeat(101)}}}`)).toEqual(tooAlike);
    expect(faults(`{b{${'...f '.repeat(51)}}} fragment f on Query{a ...{a}}`)).toEqual(tooAlike);
    expect(faults(`{b{a} b{${'a '.repeat(100)}}}`)).toEqual(tooAlike);
    expect(faults(`{b{a} c{${'a '.repeat(100)}}}`)).toEqual([]);
    expect(faults(`{a} fragment f on Query{b{${'a '.repeat(101)}}}`)).toEqual(tooAlike);
  });
});

describe('a hostile document', () => {
  it.each([
    ['that goes in circles', '{...f} fragment f on Query{b{...g}} fragment g on Query{b{...f}}'],
    ['that spreads itself', '{...f} fragment f on Query{...f}'],
    ['that spreads what is not there', '{...nowhere}'],
  ])('%s is measured to the end, for other rules to refuse', (_, document) => {
    expect(faults(document)).toEqual([]);
  });

  it('that doubles with each fragment is measured in bounded time', async () => {
    const doubling = (inner: string) =>
      Array.from({ length: 99 }, (_, i) => `fragment f${i} on Query{...f${i + 1} ${inner}{...f${i + 1}}}`).join(' ');
    for (const inner of ['b', '...'])
      expect(
        await cpuTimeOf(() => {
          expect(faults(`{...f0} ${doubling(inner)} fragment f99 on Query{a}`)).toHaveLength(1);
        }),
      ).toBeLessThan(200);
  });

  it('is never deeper than allowed, however its depth is spread over fragments', () => {
    const cuts = fc.array(fc.constantFrom('field', 'inline', 'spread'), { minLength: 1, maxLength: 14 });
    fc.assert(
      fc.property(cuts, (steps) => {
        const fragments: string[] = [];
        const text = steps.reduce((inner, step, i) => {
          if (step === 'field') return `b{${inner}}`;
          if (step === 'inline') return `...{${inner}}`;
          fragments.push(`fragment __f${i} on Query{${inner}}`);
          return `...__f${i}`;
        }, 'a');
        const depth = 1 + steps.filter((step) => step === 'field').length;
        expect(faults(`{${text}} ${fragments.join(' ')}`).length > 0).toBe(depth > 5);
      }),
    );
  });
});
