import fc from 'fast-check';
import { buildSchema, getIntrospectionQuery, GraphQLError } from 'graphql';
import { cpuTimeOf } from '@test/support/cpu-time.js';
import { committedSchema, operationsOf } from '@test/support/schema-documents.js';
import { type Cost, DocumentGate, type KnownDocument } from './document-gate.js';
import { graphqlSettings, type GraphqlSettings } from '../graphql.settings.js';

const defaults = Object.fromEntries(
  Object.entries(graphqlSettings.settings).map(([name, { default: value }]) => [name, value]),
) as GraphqlSettings;
const gateOf = (
  schema: Parameters<DocumentGate['guard']>[0],
  settings: Partial<GraphqlSettings> = {},
): DocumentGate => {
  const gate = new DocumentGate({ ...defaults, ...settings });
  gate.guard(schema);
  return gate;
};
const passed = (gate: DocumentGate, source: string): KnownDocument => {
  const checked = gate.check(source);
  if (!('document' in checked)) throw new Error(checked.map(({ message }) => message).join('\n'));
  return checked;
};
const costOf = (gate: DocumentGate, source: string, variables: Record<string, unknown> = {}): Cost => {
  const judged = gate.judge(passed(gate, source), undefined, variables);
  if (judged instanceof GraphQLError) throw judged;
  return judged.cost;
};

const small = gateOf(
  buildSchema(`
    type Query { me: Person  people(first: Int! = 25): People  all: [Person!]! tags(last: Int): [Tag!] either: Either }
    type People { nodes: [Person!]! edges: [Edge!]! info: Info total: Int }
    type Edge { node: Person cursor: String }
    type Info { more: Boolean }
    type Person { name: String  names: [String!]  friends(first: Int! = 10): People  best: Person }
    type Tag { name: String }
    union Either = Person | Tag
  `),
  { maxCost: Number.MAX_SAFE_INTEGER },
);

describe('the cost of an operation', () => {
  it.each([
    ['{me{name names}}', 1],
    ['{me{best{best{name}}}}', 3],
    ['{all{name best{name}}}', 20],
    ['{tags(last: 3){name}}', 3],
    ['{tags{name}}', 10],
    ['{people{total}}', 1],
    ['{people{info{more} nodes{name}}}', 27],
    ['{people(first: 2){edges{cursor node{name}} nodes{name}}}', 1 + 2 * 2 + 2],
    [
      '{people(first: 3){nodes{friends(first: 4){nodes{friends(first: 5){nodes{name}}}}}}}',
      1 + 3 * (1 + 1 + 4 * (1 + 1 + 5)),
    ],
    ['{people(first: 0){nodes{friends{nodes{name}}}}}', 1],
    ['{people(first: -7){nodes{name}}}', 1],
    ['{...f a:me{name}} fragment f on Query{people(first: 2){...g}} fragment g on People{nodes{name}}', 4],
    ['{either{...on Person{best{name}} ...on Tag{name}}}', 2],
    ['{me @skip(if: true){name}}', 1],
    ['{__typename __schema{types{name}} __type(name:"Tag"){name}}', 0],
  ])('of %s is %d', (source, requested) => {
    expect(costOf(small, source)).toEqual({ requested, limit: Number.MAX_SAFE_INTEGER });
  });

  it('takes the sizes of pages from the variables, their defaults and those of the schema, in this order', () => {
    const source = 'query($a: Int! = 3, $b: Int){people(first: $a){nodes{name}} tags(last: $b){name}}';
    expect(costOf(small, source).requested).toBe(1 + 3 + 10);
    expect(costOf(small, source, { a: 7, b: 2 }).requested).toBe(1 + 7 + 2);
    expect(costOf(small, source, { a: -1, b: null }).requested).toBe(1 + 10);
    expect(costOf(small, source, { a: 'x', b: Number.POSITIVE_INFINITY }).requested).toBe(Number.MAX_SAFE_INTEGER);
  });

  it('is that of the named operation', () => {
    const known = passed(small, 'query a{me{name}} query b{all{name}}');
    expect(small.judge(known, 'b', {})).toMatchObject({ cost: { requested: 10 } });
    expect(small.judge(known, undefined, {})).toBeInstanceOf(GraphQLError);
    expect(small.judge(known, 'toString', {})).toBeInstanceOf(GraphQLError);
  });

  it('grows with the product of the sizes of all pages, in literals and in variables alike', () => {
    const sizes = fc.array(fc.record({ size: fc.nat(100), isVariable: fc.boolean() }), { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(sizes, (levels) => {
        const variables = Object.fromEntries(levels.map(({ size }, i) => [`v${i}`, size]));
        const used = levels.flatMap(({ isVariable }, i) => (isVariable ? [`$v${i}: Int!`] : []));
        const inner = levels.reduceRight((below, { size, isVariable }, i) => {
          const field = i === 0 ? 'people' : 'friends';
          return `${field}(first: ${isVariable ? `$v${i}` : size}){nodes{${below}}}`;
        }, 'name');
        const expected = levels.reduceRight((below, { size }) => 1 + size * (1 + below), 0);
        const source = `query${used.length > 0 ? `(${used.join(',')})` : ''}{${inner}}`;
        expect(costOf(small, source, variables).requested).toBe(Math.min(expected, Number.MAX_SAFE_INTEGER));
      }),
    );
  });
});

describe('the gate', () => {
  const schema = committedSchema();
  const gate = gateOf(schema);

  it('lets through whatever the schema offers, and what tools ask to learn it', () => {
    for (const { name, document } of operationsOf(schema)) {
      const { requested, limit } = costOf(gate, document);
      expect({ name, isCheap: requested * 4 < limit }).toEqual({ name, isCheap: true });
    }
    for (const oneOf of [true, false])
      expect(gate.check(getIntrospectionQuery({ oneOf, inputValueDeprecation: oneOf }))).toHaveProperty('document');
  });

  it('remembers what passed, and forgets what was not asked for longest', () => {
    const source = '{brands{nodes{id}}}';
    const other = (i: number): string => `{brands{nodes{id}}} # ${i} ${'x'.repeat(10_000)}`;
    const known = passed(gate, source);
    const kept = Array.from({ length: 100 }, (_, i) => {
      passed(gate, other(i));
      return passed(gate, source);
    });
    expect(kept.every((each) => each === known)).toBe(true);
    for (let i = 0; i < 100; i += 1) passed(gate, other(i));
    expect(passed(gate, source)).not.toBe(known);
  });

  const times = (count: number, text: (index: number) => string): string =>
    Array.from({ length: count }, (_, index) => text(index)).join(' ');
  const brand = 'id code name hosts websiteUrl routingMode availabilitySeconds requestTimeoutSeconds ';
  it.each([
    ['many fields of few names', `{brands{nodes{${`${brand} workingHours{zone} `.repeat(90)}}}}`],
    [
      'fields below fields of one name',
      `{brands{${'nodes{id code name hosts workingHours{zone windows{opens closes}}} '.repeat(60)}}}`,
    ],
    [
      'many fragments',
      `{brands{nodes{${times(99, (i) => `...f${i}`)}}}} ${times(99, (i) => `fragment f${i} on Brand{id code name}`)}`,
    ],
    [
      'fragments below fields of one name',
      `{brands{${times(99, (i) => `nodes{...f${i % 49}}`)}}} ${times(49, (i) => `fragment f${i} on Brand{id code workingHours{zone windows{opens}}}`)}`,
    ],
    [
      'fragments of an interface',
      `{node(id:"1"){${times(48, (i) => `...f${i}`)}}} ${times(48, (i) => `fragment f${i} on Node{...on Brand{id code} ...on Chat{id}}`)}`,
    ],
    ['variables for nothing', `query(${times(300, (i) => `$v${i}:Int`)}){brands(first:$v0){nodes{id}}}`],
    ['unknown names', `{${times(18, (i) => `brandz${i}{nodes{ids}}`)}}`],
    ['unknown names in an input', `mutation{addBrand(input:{${times(600, (i) => `cod${i}:"h"`)}}){__typename}}`],
    ['a long list in an input', `mutation{addBrand(input:{hosts:[${times(900, (i) => `"h${i}"`)}]}){__typename}}`],
    ['comments', `{brands{nodes{id}}}${'#\n'.repeat(15_000)}`],
    ['a name without end', `{${'x'.repeat(31_000)}}`],
  ])('[S1] decides within 50 ms of CPU over %s', async (_, source) => {
    const rounds: number[] = [];
    for (let round = 0; round < 5; round += 1) {
      const fresh = gateOf(schema);
      rounds.push(await cpuTimeOf(() => fresh.check(source)));
    }
    expect(Math.min(...rounds)).toBeLessThan(50);
  });
});
