import ts from 'typescript';
import { lineOf, nodes, type SourceFile } from './source-files.js';

/** Limits of architecture.md, in lines and in parameters. */
export const LIMITS = { door: 15, file: 250, constructor: 6 } as const;

type Check = (file: SourceFile) => string[];

const DOOR = /^(libs|src)\/[^/]+\/index\.ts$/;
const GROWS = /^src\/migrations\/|\.generated\.ts$/;
const MAY_READ_ENVIRONMENT = /^(libs\/config|scripts|test\/(support|harness))\/|^[^/]+$/;
const VAGUE = new Set(['util', 'utils', 'common', 'shared', 'helper', 'helpers']);

const CHECKS: readonly Check[] = [shortDoor, plainDoor, environment, telling, noForwardRef, shortFile, fewDependencies];

/**
 * The walls that a dependency graph cannot see, one sentence with path (and line) per breach; no breach, no sentence:
 * doors are short and name what they let through, `process.env` is read in libs/config only, names tell something,
 * no forwardRef, files of at most 250 lines (migrations and generated files excepted), constructors of at most 6
 * parameters.
 */
export function findBreaches(files: readonly SourceFile[]): string[] {
  return files.flatMap((file) => CHECKS.flatMap((check) => check(file)));
}

function shortDoor(file: SourceFile): string[] {
  const lines = lineCount(file.text);
  if (!DOOR.test(file.path) || lines <= LIMITS.door) return [];
  return [`${file.path}: a door has at most ${LIMITS.door} lines, this one has ${lines}.`];
}

function plainDoor(file: SourceFile): string[] {
  if (!DOOR.test(file.path)) return [];
  const isNamed = (node: ts.Statement): boolean =>
    ts.isExportDeclaration(node) &&
    !!node.moduleSpecifier &&
    !!node.exportClause &&
    ts.isNamedExports(node.exportClause);
  const others = file.tree.statements.filter((statement) => !isNamed(statement));
  return others.map((node) => at(file, node, 'a door holds nothing but `export { name } from` lines.'));
}

function environment(file: SourceFile): string[] {
  if (MAY_READ_ENVIRONMENT.test(file.path)) return [];
  const reads = [...nodes(file.tree)].filter(readsEnvironment);
  return reads.map((node) => at(file, node, 'only libs/config reads process.env.'));
}

function readsEnvironment(node: ts.Node): boolean {
  if (ts.isPropertyAccessExpression(node)) return isProcess(node.expression) && node.name.text === 'env';
  if (ts.isElementAccessExpression(node)) {
    const key = node.argumentExpression;
    return isProcess(node.expression) && (!ts.isStringLiteralLike(key) || key.text === 'env');
  }
  if (ts.isBindingElement(node)) return bindsEnvironment(node);
  return ts.isImportSpecifier(node) && (node.propertyName ?? node.name).text === 'env' && importsProcess(node);
}

function bindsEnvironment(node: ts.BindingElement): boolean {
  const declaration = node.parent.parent;
  const name = node.propertyName ?? node.name;
  const source = ts.isVariableDeclaration(declaration) ? declaration.initializer : undefined;
  return !!source && isProcess(source) && ts.isIdentifier(name) && name.text === 'env';
}

function importsProcess(node: ts.ImportSpecifier): boolean {
  const { moduleSpecifier } = node.parent.parent.parent;
  return ts.isStringLiteral(moduleSpecifier) && /^(node:)?process$/.test(moduleSpecifier.text);
}

/** `process`, `globalThis.process` or one of them in parentheses or with a type assertion. */
function isProcess(node: ts.Expression): boolean {
  if (ts.isParenthesizedExpression(node) || ts.isAsExpression(node) || ts.isNonNullExpression(node)) {
    return isProcess(node.expression);
  }
  const name = ts.isPropertyAccessExpression(node) ? node.name : node;
  return ts.isIdentifier(name) && name.text === 'process';
}

function telling(file: SourceFile): string[] {
  const vague = file.path.split(/[/.]/).filter((part) => VAGUE.has(part));
  return vague.map((part) => `${file.path}: \`${part}\` tells nothing; name it after what is inside.`);
}

function noForwardRef(file: SourceFile): string[] {
  const uses = [...nodes(file.tree)].filter((node) => ts.isIdentifier(node) && node.text === 'forwardRef');
  return uses.slice(0, 1).map((node) => at(file, node, 'forwardRef hides a circle; break the circle.'));
}

function shortFile(file: SourceFile): string[] {
  const lines = lineCount(file.text);
  if (GROWS.test(file.path) || lines <= LIMITS.file) return [];
  return [`${file.path}: a file has at most ${LIMITS.file} lines, this one has ${lines}.`];
}

function fewDependencies(file: SourceFile): string[] {
  const constructors = [...nodes(file.tree)].filter((node) => ts.isConstructorDeclaration(node));
  const wide = constructors.filter(({ parameters }) => parameters.length > LIMITS.constructor);
  return wide.map((node) => at(file, node, `a constructor has at most ${LIMITS.constructor} parameters.`));
}

function lineCount(text: string): number {
  return text.split('\n').length - (text.endsWith('\n') ? 1 : 0);
}

function at(file: SourceFile, node: ts.Node, sentence: string): string {
  return `${file.path}:${lineOf(file, node)}: ${sentence}`;
}
