import fc from 'fast-check';
import { buildSchema, getIntrospectionQuery, parse, specifiedRules, validate } from 'graphql';
import type { GraphqlSettings } from './graphql.settings.js';
import { limitRules } from './limits.js';

const schema = buildSchema('type Query { a: String b(x: Int): Query list: [Query!]! }');
const settings = { maxDepth: 5, maxAliases: 3, maxRootFields: 4 } as GraphqlSettings;
const rules = limitRules(settings);
const faults = (document: string): string[] => validate(schema, parse(document), rules).map(({ message }) => message);

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
  ])('are counted through fragments: %s', (document, expected) => {
    expect(faults(document)).toEqual(expected);
  });
});

describe('a hostile document', () => {
  it.each([
    ['that goes in circles', '{...f} fragment f on Query{b{...g}} fragment g on Query{b{...f}}'],
    ['that spreads itself', '{...f} fragment f on Query{...f}'],
    ['that spreads what is not there', '{...nowhere}'],
  ])('%s is measured to the end and refused by the usual rules', (_, document) => {
    expect(validate(schema, parse(document), [...specifiedRules, ...rules])).not.toEqual([]);
  });

  it('that doubles with each fragment is measured in linear time', () => {
    const fragments = Array.from({ length: 200 }, (_, i) => `fragment f${i} on Query{...f${i + 1} b{...f${i + 1}}}`);
    const document = parse(`{...f0} ${fragments.join(' ')} fragment f200 on Query{x:a}`);
    const before = process.cpuUsage();
    expect(validate(schema, document, rules)).toHaveLength(3);
    // In microseconds of this process, whatever else the machine does.
    expect(process.cpuUsage(before).user).toBeLessThan(200_000);
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
