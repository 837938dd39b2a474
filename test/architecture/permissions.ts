import type { Operation } from './guards.js';
import type { PolicyRole, PolicyRow } from '@test/support/policy.js';

/** Which of our roles a column of the policy speaks for. */
export type RolesOf = Readonly<Record<Exclude<PolicyRole, 'Anonymous'>, readonly string[]>>;

/** An operation of the schema, with the arguments that name objects. */
interface SchemaOperation {
  readonly name: string;
  readonly names: readonly string[];
}

/**
 * One sentence for everything in which the policy, the schema and the guards of the code do not agree; none when they do.
 * @param permissionsOf what each role may, as the code has it
 */
export function findDisagreements(
  rows: readonly PolicyRow[],
  schema: readonly SchemaOperation[],
  guarded: readonly Operation[],
  permissionsOf: Readonly<Record<string, readonly string[]>>,
  rolesOf: RolesOf,
): string[] {
  const byName = new Map(rows.map((row) => [row.operation, row]));
  const known = new Set(schema.map(({ name }) => name));
  return [
    ...repeated(rows).map((name) => `${name} has two rows in docs/permissions.md.`),
    ...rows
      .filter(({ operation }) => !known.has(operation))
      .map(({ operation }) => `docs/permissions.md has a row for ${operation}, which the schema does not have.`),
    ...schema.flatMap(({ name, names }) => {
      const row = byName.get(name);
      if (!row) return [`${name} has no row in docs/permissions.md: say who may use it, and on whose objects.`];
      return [
        ...wrongNames(row, names),
        ...guarded
          .filter(({ kind, name: field }) => `${kind}.${field}` === name)
          .flatMap((operation) => wrongRoles(row, operation, permissionsOf, rolesOf)),
      ];
    }),
  ];
}

function repeated(rows: readonly PolicyRow[]): string[] {
  const names = rows.map(({ operation }) => operation);
  return names.filter((name, i) => names.indexOf(name) !== i);
}

function wrongNames({ operation, names, reach, missing }: PolicyRow, expected: readonly string[]): string[] {
  const written = Object.keys(names).toSorted().join(', ');
  const wanted = expected.toSorted().join(', ');
  const namesNothing = expected.length === 0;
  const words = Object.entries(reach).filter(([, word]) => (word === 'yes') !== namesNothing);
  return [
    ...(written === wanted
      ? []
      : [`${operation}: objects are named by ${wanted || 'nothing'}, not by ${written || 'nothing'}.`]),
    ...words.map(
      ([role, word]) =>
        `${operation}: "${word}" of ${role} does not fit arguments that name ${namesNothing ? 'nothing' : 'objects'}.`,
    ),
    ...(Object.values(reach).some((word) => ['own', 'brands', 'all', 'none'].includes(word)) === (missing !== '–')
      ? []
      : [`${operation}: say what is said of objects that are not in reach, and only where there are some.`]),
  ];
}

function wrongRoles(
  { operation, reach }: PolicyRow,
  { guard }: Operation,
  permissionsOf: Readonly<Record<string, readonly string[]>>,
  rolesOf: RolesOf,
): string[] {
  const permission = /^'(\w+)'$/.exec(guard?.args[0] ?? '')?.[1] ?? '';
  const isOpen = guard?.name === 'AllowAnyone';
  const columns = Object.entries({ Anonymous: [], ...rolesOf }) as [PolicyRole, readonly string[]][];
  return columns.flatMap(([column, roles]) => {
    const may = roles.map((role) => isOpen || (permissionsOf[role] ?? []).includes(permission));
    const inCode = column === 'Anonymous' ? isOpen : may[0] === true;
    if (new Set(may).size > 1) return [`${operation}: the code tells ${roles.join(', ')} apart, the policy does not.`];
    if (inCode === (reach[column] !== undefined)) return [];
    return [`${operation}: the code ${inCode ? 'opens it to' : 'closes it to'} ${column}, the policy does not.`];
  });
}
