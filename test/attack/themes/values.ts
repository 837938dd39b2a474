import { getNullableType, type GraphQLInputType, isEnumType, isInputObjectType, isListType } from 'graphql';
import { type PolicyRole, policyRoles, type PolicyRow, readPolicy } from '@test/support/policy.js';
import { argumentsFor, put } from '@test/support/policy-arguments.js';
import { committedSchema } from '@test/support/schema-documents.js';
import type { Attack } from '../attack.js';
import { harmless } from '../judge.js';
import { sends } from '../senders.js';
import type { World } from '../world.js';

const TEXTS: readonly unknown[] = [
  '',
  ' \t\r\n ',
  'a\u0000b',
  '\u0000',
  '\ud800',
  'x\udfffy',
  '\u202e\u200b\u2066\ufeff',
  '👩‍👩‍👧‍👦'.repeat(200),
  'e\u0301\u0302\u0303'.repeat(500),
  "'; drop table agent; --",
  '" or 1=1 --',
  '\\',
  '%s%n%x$1${7*7}{{7*7}}<%= 7*7 %>',
  '(a+)+$',
  '<script>alert(1)</script>',
  '../../../etc/passwd\u0000.png',
  '__proto__',
  'x'.repeat(10_000),
  'https://127.0.0.1:5432/\r\nHost: evil',
  'javascript:alert(1)',
  'null',
  '00000000-0000-0000-0000-000000000000',
  'ffffffff-ffff-ffff-ffff-ffffffffffff\n',
];
const NUMBERS: readonly unknown[] = [
  0,
  -0,
  -1,
  2_147_483_647,
  -2_147_483_648,
  2_147_483_648,
  1e308,
  0.1,
  '1',
  true,
  [1],
  null,
];
const TIMES: readonly unknown[] = [
  '0000-01-01T00:00:00Z',
  '9999-12-31T23:59:59.999Z',
  '+275760-09-13T00:00:00Z',
  '-271821-04-20T00:00:00Z',
  '2026-02-30T00:00:00Z',
  '2026-03-01T24:00:00Z',
  '2026-03-01T00:00:60Z',
  '2026-03-01',
  'infinity',
  '-infinity',
  'now',
  '',
  0,
  8.64e15,
  null,
];
const OTHERS: readonly unknown[] = [null, {}, [], 'x', -1, Infinity, true, { __proto__: null, toString: 1 }];
const LISTS: readonly unknown[] = [[], null, [null], Array.from({ length: 2_000 }, () => 'x'), [[]], 'x'];

type Path = readonly string[];

/** Each place where an operation takes a value, and what is put there. */
function* places(path: Path, input: GraphQLInputType): Generator<readonly [Path, readonly unknown[]]> {
  const type = getNullableType(input);
  if (isListType(type)) {
    yield [path, LISTS];
    yield* places([...path, '0'], type.ofType);
  } else if (isInputObjectType(type)) {
    if (path.length > 1) yield [path, OTHERS];
    for (const field of Object.values(type.getFields())) yield* places([...path, field.name], field.type);
  } else if (isEnumType(type) || type.name === 'Boolean') yield [path, OTHERS];
  else yield [path, type.name === 'Int' ? NUMBERS : type.name === 'DateTime' ? TIMES : TEXTS];
}

/** An operation with all the arguments that the variables give. */
function documentOf(kind: string, name: string, types: ReadonlyMap<string, string>, given: object): string {
  const used = Object.keys(given).filter((arg) => types.has(arg));
  const declared = used.map((arg) => `$${arg}: ${types.get(arg) ?? ''}`).join();
  const passed = used.map((arg) => `${arg}: $${arg}`).join();
  return `${kind} ${declared && `(${declared})`} { ${name}${passed && `(${passed})`} { __typename } }`;
}

/** Operations that would end the log-in of whoever attacks, or cost a password hash each time. */
const SPARED: ReadonlySet<string> = new Set(['Mutation.logOut', 'Mutation.changeMyPassword', 'Mutation.logIn']);

/**
 * Hostile values in every argument of every operation, made from the schema: somebody who may use the operation sends them, with
 * good values everywhere else.
 */
export function values(): Attack[] {
  const schema = committedSchema();
  const rows = new Map(readPolicy().rows.map((row) => [row.operation, row]));
  const attacks: Attack[] = [];
  for (const root of [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()])
    for (const field of Object.values(root?.getFields() ?? {})) {
      const operation = `${root?.name ?? ''}.${field.name}`;
      const row = rows.get(operation);
      if (!row || SPARED.has(operation)) continue;
      const types = new Map(field.args.map(({ name, type }) => [name, String(type)]));
      for (const arg of field.args)
        for (const [path, hostile] of places([arg.name], arg.type))
          for (const [i, value] of hostile.entries()) {
            const payload = (world: World): string => {
              const of = world.operations.find(({ name: known }) => known === operation)!;
              const given = argumentsFor(of, row, world.objects);
              put(given, path, value);
              const query = documentOf(operation.replace(/\..*/, '').toLowerCase(), field.name, types, given);
              return jsonOf({ query, variables: given });
            };
            const name = `${operation} ${path.join('.')} = ${jsonOf(value).slice(0, 40)}`;
            const over = i % 2 === 0 ? 'HTTP' : 'WebSocket';
            const sent = {
              name,
              payload,
              expected: harmless,
              callers: [callerOf(row)],
              mayStayOpen: root?.name === 'Subscription',
            };
            attacks.push(...sends('values', [sent], [over]));
          }
    }
  return attacks;
}

/** Whoever may use the operation and has least to lose. */
function callerOf(row: PolicyRow): PolicyRole {
  return (['Visitor', 'Agent', 'Admin', ...policyRoles] as const).find((role) => row.reach[role]) ?? 'Anonymous';
}

/** JSON in which lone surrogates stay what they are, and numbers that JSON does not know become those that overflow. */
function jsonOf(value: unknown): string {
  return (JSON.stringify(value, (_, item: unknown) => (item === Infinity ? 'overflow' : item)) ?? 'null').replaceAll(
    '"overflow"',
    '1e400',
  );
}
