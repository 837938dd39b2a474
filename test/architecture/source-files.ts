import { readdir, readFile } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import ts from 'typescript';

/** One source file of a tree: its path from the root with `/`, its text and its syntax tree. */
export interface SourceFile {
  path: string;
  text: string;
  tree: ts.SourceFile;
}

const SKIPPED = new Set(['node_modules', 'dist', 'coverage']);
const SOURCE = /\.(ts|mts|mjs|js)$/;

/** Parses one text as the file `path` would be; never throws, wrong code yields a wrong tree. */
export function parse(path: string, text: string): SourceFile {
  return { path, text, tree: ts.createSourceFile(path, text, ts.ScriptTarget.ES2023, true) };
}

/**
 * Reads and parses every TypeScript and JavaScript file under the named folders of `root`, in path order. A folder that
 * does not exist holds no files; dot folders, `node_modules`, `dist` and `coverage` are skipped.
 */
export async function readSources(root: string, folders: readonly string[]): Promise<SourceFile[]> {
  const lists = await Promise.all(folders.map((folder) => list(join(root, folder))));
  const paths = lists.flat().filter((path) => SOURCE.test(path));
  const files = await Promise.all(
    paths.map(async (path) => parse(relative(root, path).split(sep).join('/'), await readFile(path, 'utf8'))),
  );
  return files.toSorted((a, b) => a.path.localeCompare(b.path));
}

/** Every node of a tree, parents first. */
export function* nodes(node: ts.Node): Generator<ts.Node> {
  yield node;
  for (const child of node.getChildren()) yield* nodes(child);
}

/** Line of a node, counted from 1, as editors do. */
export function lineOf(file: SourceFile, node: ts.Node): number {
  return file.tree.getLineAndCharacterOfPosition(node.getStart(file.tree)).line + 1;
}

async function list(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
  const kept = entries.filter(({ name }) => !SKIPPED.has(name) && !name.startsWith('.'));
  const found = kept.map(async (entry) => {
    const path = join(folder, entry.name);
    return entry.isDirectory() ? list(path) : [path];
  });
  return (await Promise.all(found)).flat();
}
