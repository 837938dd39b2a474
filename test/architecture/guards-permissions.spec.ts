import { join } from 'node:path';
import { permissionsOf, roles } from '@src/identity/model/role.js';
import { readPolicy } from '@test/support/policy.js';
import { committedSchema, operationsOf } from '@test/support/schema-documents.js';
import { findOperations, type Operation } from './guards.js';
import { findDisagreements, type RolesOf } from './permissions.js';
import { readSources } from './source-files.js';

/** As docs/permissions.md says below its first table. */
const ROLES_OF: RolesOf = {
  Visitor: ['VISITOR', 'CUSTOMER', 'WRITER'],
  Agent: ['AGENT', 'SALES_HEAD'],
  Supervisor: ['SUPERVISOR'],
  Admin: ['ADMIN'],
  'Service token': ['SERVICE'],
};

describe('docs/permissions.md', () => {
  it('[S3] has a row for every operation of the schema, with what its arguments name and with the roles that the code lets in', async () => {
    const files = await readSources(join(import.meta.dirname, '../..'), ['src']);
    const guarded = findOperations(files.filter(({ path }) => !/[.-]spec\.ts$/.test(path)));
    const { rows } = readPolicy();
    expect(findDisagreements(rows, operationsOf(committedSchema()), guarded, permissionsOf, ROLES_OF)).toEqual([]);
  });

  it('[S3] speaks for every role that there is', () => {
    expect(Object.values(ROLES_OF).flat().toSorted()).toEqual([...roles].toSorted());
  });
});

describe('[S3] the check of the policy', () => {
  const HEAD =
    '| Operation | Anonymous | Visitor | Agent | Supervisor | Admin | Service token | Names | Missing |\n| - | - | - | - | - | - | - | - | - |\n';
  const policy = (...rows: string[]) => readPolicy(`# x\n\n## Queries\n\n${HEAD}${rows.join('\n')}\n`).rows;
  const schema = [{ name: 'Query.chat', names: ['id'] }];
  const guard = (name: 'Allow' | 'AllowAnyone', arg: string): Operation[] => [
    { kind: 'Query', name: 'chat', path: 'x.ts', line: 1, from: '@libs/graphql', guard: { name, args: [arg] } },
  ];
  const good = '| chat | – | own | brands | brands | brands | – | `id`: chat | null |';
  const find = (rows: readonly string[], operations = schema, guards = guard('Allow', "'TAKE_PART_IN_CHAT'")) =>
    findDisagreements(policy(...rows), operations, guards, permissionsOf, ROLES_OF);

  it('passes a row that says what the code does', () => expect(find([good])).toEqual([]));

  it('finds an operation without a row', () => {
    expect(find([])).toEqual([expect.stringMatching(/^Query\.chat has no row/)]);
  });

  it('finds a row without an operation, and one that is there twice', () => {
    expect(find([good, good.replace('chat', 'gone')])).toEqual([
      expect.stringMatching(/Query\.gone, which the schema does not have/),
    ]);
    expect(find([good, good])).toEqual([expect.stringMatching(/^Query\.chat has two rows/)]);
  });

  it.each([
    ['more than the code', good.replace('| – |', '| public |'), 'the code closes it to Anonymous'],
    ['less than the code', good.replace('| own |', '| – |'), 'the code opens it to Visitor'],
    ['no argument', good.replace('`id`: chat', '–'), 'objects are named by id, not by nothing'],
    ['another argument', good.replace('`id`', '`chatId`'), 'objects are named by id, not by chatId'],
    ['"yes" although objects are named', good.replace('| own |', '| yes |'), '"yes" of Visitor does not fit'],
    ['nothing of what is missing', good.replace('| null |', '| – |'), 'say what is said of objects'],
  ])('finds a row that allows or names %s', (_, row, sentence) => {
    expect(find([row])).toEqual([expect.stringContaining(sentence)]);
  });

  it('finds a guard that changed', () => {
    expect(find([good], schema, guard('Allow', "'SUPERVISE'"))).toHaveLength(2);
    expect(find([good], schema, guard('AllowAnyone', "'Why not.'"))).toHaveLength(2);
  });

  it.each([
    ['a word that is none', good.replace('brands', 'sometimes'), /"sometimes" is none of/],
    ['a column too few', '| chat | – | own |', /columns/],
    ['an object that is none', good.replace(': chat', ': cat'), /"cat" is none of/],
  ])('does not read %s', (_, row, error) => expect(() => policy(row)).toThrow(error));
});
