import ts from 'typescript';
import { lineOf, nodes, type SourceFile } from './source-files.js';

export type OperationKind = 'Query' | 'Mutation' | 'Subscription';

/** What stands beside an operation: `Allow` with the text of its arguments, or `AllowAnyone` with its reason. */
export interface Guard {
  name: 'Allow' | 'AllowAnyone';
  args: string[];
}

/** One root field as its resolver declares it; `guard` is missing when the decorator does not start with one. */
export interface Operation {
  kind: OperationKind;
  /** Name in the schema. */
  name: string;
  path: string;
  /** Where the operation's decorator starts, from 1. */
  line: number;
  /** Which module the decorator comes from. */
  from: string;
  guard?: Guard;
}

/** Where the decorators come from that cannot be called without a guard. */
const OUR_DECORATORS = '@libs/graphql';

const KINDS: ReadonlySet<string> = new Set(['Query', 'Mutation', 'Subscription'] satisfies OperationKind[]);
const GUARDS: ReadonlySet<string> = new Set(['Allow', 'AllowAnyone'] satisfies Guard['name'][]);
const isKind = (name: string): name is OperationKind => KINDS.has(name);
const isGuard = (name: string): name is Guard['name'] => GUARDS.has(name);

/**
 * Every method that `@Query`, `@Mutation` or `@Subscription` makes a root field, in file order, under whatever name the
 * decorator was imported. A guard counts only as the first argument of our own decorators, those of libs/graphql, so that
 * nobody reads one without the other.
 */
export function findOperations(files: readonly SourceFile[]): Operation[] {
  return files.flatMap((file) => {
    const methods = [...nodes(file.tree)].filter((node) => ts.isMethodDeclaration(node));
    return methods.flatMap((method) => operationsOf(file, method));
  });
}

/** One sentence for every operation without a guard, of another decorator than ours, or with an `AllowAnyone` without a reason. */
export function findUnguarded(operations: readonly Operation[]): string[] {
  return operations.flatMap(({ kind, name, path, line, from, guard }) => {
    const place = `${path}:${line}: ${kind} ${name}`;
    if (from !== OUR_DECORATORS)
      return [`${place} is made by a @${kind} of ${from || 'nowhere'}, not of ${OUR_DECORATORS}.`];
    if (!guard) return [`${place} has no Allow(…) as the first argument of its @${kind}.`];
    if (guard.name === 'Allow') return guard.args.length ? [] : [`${place} allows no role; name one.`];
    return /^['"`].*\S.*['"`]$/s.test(guard.args[0] ?? '') ? [] : [`${place} lets anyone in without a reason.`];
  });
}

function operationsOf(file: SourceFile, method: ts.MethodDeclaration): Operation[] {
  const imported = importsOf(file.tree);
  const decorators = (ts.getDecorators(method) ?? []).map(({ expression }) => expression);
  const calls = decorators.filter((expression) => ts.isCallExpression(expression));
  return calls.flatMap((call) => {
    const { name, from } = calleeOf(call, imported);
    if (!isKind(name)) return [];
    const line = lineOf(file, call);
    const [first] = call.arguments;
    const guard = first && ts.isCallExpression(first) ? guardOf(first, imported) : undefined;
    return [{ kind: name, name: fieldName(call, method), path: file.path, line, from, ...(guard ? { guard } : {}) }];
  });
}

function guardOf(call: ts.CallExpression, imported: Imports): Guard | undefined {
  const { name } = calleeOf(call, imported);
  return isGuard(name) ? { name, args: call.arguments.map((argument) => argument.getText()) } : undefined;
}

type Imports = ReadonlyMap<string, { name: string; from: string }>;

function importsOf(tree: ts.SourceFile): Imports {
  const found = new Map<string, { name: string; from: string }>();
  for (const node of nodes(tree)) {
    if (!ts.isImportSpecifier(node) && !ts.isNamespaceImport(node)) continue;
    const { moduleSpecifier } = ts.isImportSpecifier(node) ? node.parent.parent.parent : node.parent.parent;
    const from = ts.isStringLiteral(moduleSpecifier) ? moduleSpecifier.text : '';
    const name = ts.isImportSpecifier(node) ? (node.propertyName ?? node.name) : node.name;
    found.set(node.name.text, { name: name.text, from });
  }
  return found;
}

/** The name under which the called decorator was exported, and by which module. */
function calleeOf({ expression }: ts.CallExpression, imported: Imports): { name: string; from: string } {
  if (ts.isPropertyAccessExpression(expression)) {
    return { name: expression.name.text, from: imported.get(expression.expression.getText())?.from ?? '' };
  }
  const local = expression.getText();
  return imported.get(local) ?? { name: local, from: '' };
}

/** Nest takes the name from a leading string, from `name` in the options, or from the method. */
function fieldName(call: ts.CallExpression, method: ts.MethodDeclaration): string {
  const named = call.arguments.flatMap((argument) => {
    if (ts.isStringLiteralLike(argument)) return [argument.text];
    if (!ts.isObjectLiteralExpression(argument)) return [];
    const values = argument.properties.filter(ts.isPropertyAssignment).filter(({ name }) => name.getText() === 'name');
    return values
      .map(({ initializer }) => initializer)
      .filter(ts.isStringLiteralLike)
      .map(({ text }) => text);
  });
  return named[0] ?? method.name.getText();
}
