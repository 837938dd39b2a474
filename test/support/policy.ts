import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The columns of docs/permissions.md: who is asking. */
export const policyRoles = ['Anonymous', 'Visitor', 'Agent', 'Supervisor', 'Admin', 'Service token'] as const;

/** One of {@link policyRoles}. */
export type PolicyRole = (typeof policyRoles)[number];

/** How far a role reaches with an operation; undefined where it is closed. */
export const reaches = ['yes', 'own', 'brands', 'all', 'public', 'none'] as const;

/** One of {@link reaches}. */
export type Reach = (typeof reaches)[number];

/** What an argument can name. */
export const kinds = [
  'agent',
  'brand',
  'brandCode',
  'brandKey',
  'chat',
  'serviceToken',
  'session',
  'shift',
  'trigger',
  'visitor',
] as const;

/** One of {@link kinds}. */
export type Kind = (typeof kinds)[number];

/** What becomes of deleted things of a kind, for those in whose reach they were. */
export type Afterwards = 'gone' | 'kept' | 'never';

/** One operation of the policy. */
export interface PolicyRow {
  /** E.g. `Query.chat`. */
  readonly operation: string;
  readonly reach: Readonly<Partial<Record<PolicyRole, Reach>>>;
  /** Paths of the arguments that name objects, e.g. `input.chatId`, with what they may name. */
  readonly names: Readonly<Record<string, readonly Kind[]>>;
  /** What is said of objects that are not in reach; `–` where there is nothing of that sort. */
  readonly missing: string;
}

/** The whole of docs/permissions.md. */
export interface Policy {
  readonly rows: readonly PolicyRow[];
  readonly afterwards: Readonly<Partial<Record<Kind, Afterwards>>>;
}

const SECTIONS = { Queries: 'Query', Mutations: 'Mutation', Subscriptions: 'Subscription' } as const;
const CLOSED = '–';
const FILE = join(import.meta.dirname, '../../docs/permissions.md');

/**
 * Reads the policy table.
 * @param text the Markdown; docs/permissions.md when left out
 * @throws Error that names the row, for a word or a number of columns that is not of the table
 */
export function readPolicy(text = readFileSync(FILE, 'utf8')): Policy {
  const sections = new Map(text.split(/^## /m).map((part) => [part.split('\n', 1)[0]?.trim() ?? '', part]));
  const rows = Object.entries(SECTIONS).flatMap(([title, kind]) =>
    rowsOf(sections.get(title) ?? '').map((cells) => rowOf(kind, cells)),
  );
  const deleted = rowsOf(sections.get('What becomes of deleted things') ?? '');
  return {
    rows,
    afterwards: Object.fromEntries(
      deleted.map(([kind = '', , after = '']) => [one(kinds, kind, kind), afterwardsOf(kind, after)]),
    ),
  };
}

/** Cells of the first table of a section, without its head. */
function rowsOf(section: string): string[][] {
  const lines = section.split('\n').filter((line) => line.startsWith('|'));
  return lines.slice(2).map((line) => {
    const cells = line.split('|').slice(1, -1);
    return cells.map((cell) => cell.trim());
  });
}

function rowOf(kind: string, cells: readonly string[]): PolicyRow {
  const [field = '', ...rest] = cells;
  const operation = `${kind}.${field}`;
  if (rest.length !== policyRoles.length + 2) throw new Error(`${operation}: its row has ${cells.length} columns.`);
  const words = rest.slice(0, policyRoles.length);
  const [names = '', missing = ''] = rest.slice(policyRoles.length);
  const open = policyRoles.flatMap((role, i) => {
    const word = words[i] ?? '';
    return word === CLOSED ? [] : [[role, one(reaches, word, operation)] as const];
  });
  return { operation, reach: Object.fromEntries(open), names: namesOf(kind, operation, names), missing };
}

function namesOf(kind: string, operation: string, text: string): Record<string, readonly Kind[]> {
  if (text === CLOSED) return {};
  const entries = text.split(',').map((part) => {
    const [, path, words = ''] = /^`([\w.]+)`: (.+)$/.exec(part.trim()) ?? [];
    if (!path) throw new Error(`${operation}: "${part.trim()}" is not \`argument\`: object.`);
    const names = words.split(' or ').map((word) => one(kinds, word, operation));
    return [kind === 'Mutation' ? `input.${path}` : path, names] as const;
  });
  return Object.fromEntries(entries);
}

function afterwardsOf(kind: string, text: string): Afterwards {
  if (text === CLOSED) return 'never';
  return one(['gone', 'kept'] as const, text.split(',', 1)[0] ?? '', kind);
}

function one<const T extends string>(words: readonly T[], word: string, row: string): T {
  const found = words.find((known) => known === word);
  if (found === undefined) throw new Error(`${row}: "${word}" is none of ${words.join(', ')}.`);
  return found;
}
