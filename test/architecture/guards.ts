import ts from 'typescript';
import { lineOf, nodes, type SourceFile } from './source-files.js';

export type OperationKind = 'Query' | 'Mutation' | 'Subscription';

/** What stands beside an operation: `Allow` with the text of its arguments, or `AllowAnyone` with its reason. */
export interface Guard {
  name: 'Allow' | 'AllowAnyone';
  args: string[];
}

/** One root field as its resolver declares it; `guard` is missing when none stands on the operation's line. */
export interface Operation {
  kind: OperationKind;
  /** Name in the schema. */
  name: string;
  path: string;
  /** Where the operation's decorator starts, from 1. */
  line: number;
  guard?: Guard;
}

const KINDS: ReadonlySet<string> = new Set(['Query', 'Mutation', 'Subscription'] satisfies OperationKind[]);
const GUARDS: ReadonlySet<string> = new Set(['Allow', 'AllowAnyone'] satisfies Guard['name'][]);
const isKind = (name: string): name is OperationKind => KINDS.has(name);
const isGuard = (name: string): name is Guard['name'] => GUARDS.has(name);

/**
 * Every method that `@Query`, `@Mutation` or `@Subscription` makes a root field, in file order, under whatever name the
 * decorator was imported. A guard counts only on the line where that decorator starts, so that nobody reads one without
 * the other: a decorator of its own, or an argument of our own `Query`, `Mutation` or `Subscription` of libs/graphql.
 */
export function findOperations(files: readonly SourceFile[]): Operation[] {
  return files.flatMap((file) => {
    const methods = [...nodes(file.tree)].filter((node) => ts.isMethodDeclaration(node));
    return methods.flatMap((method) => operationsOf(file, method));
  });
}

/** One sentence for every operation without a guard and every `AllowAnyone` without a reason. */
export function findUnguarded(operations: readonly Operation[]): string[] {
  return operations.flatMap(({ kind, name, path, line, guard }) => {
    const place = `${path}:${line}: ${kind} ${name}`;
    if (!guard) return [`${place} has no @Allow(…) on the line of its @${kind}.`];
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
    const candidates = from === '@nestjs/graphql' ? calls : [...calls, ...call.arguments.filter(ts.isCallExpression)];
    const line = lineOf(file, call);
    const guards = candidates.filter((candidate) => lineOf(file, candidate) === line);
    const guard = guards.flatMap((candidate) => guardOf(candidate, imported))[0];
    return [{ kind: name, name: fieldName(call, method), path: file.path, line, ...(guard ? { guard } : {}) }];
  });
}

function guardOf(call: ts.CallExpression, imported: Imports): Guard[] {
  const { name } = calleeOf(call, imported);
  return isGuard(name) ? [{ name, args: call.arguments.map((argument) => argument.getText()) }] : [];
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
