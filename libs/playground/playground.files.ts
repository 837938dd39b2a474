import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createRequire, stripTypeScriptTypes } from 'node:module';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import { pageStyle } from './page.style.js';

/** How a file may travel. */
export type Encoding = 'br' | 'gzip' | 'identity';

/** A file as it is sent. */
export interface PageFile {
  readonly type: string;
  readonly etag: string;
  readonly body: Buffer;
}

const SCRIPT = 'text/javascript; charset=utf-8';
const STYLE = 'text/css; charset=utf-8';
const bundle = () => import('@graphql-yoga/render-graphiql/graphiql');

/** The files of the page by name: GraphiQL's bundle cut into its parts, graphql-ws for browsers, and our own scripts. */
const sources: Readonly<Record<string, { type: string; read(): Promise<string> }>> = {
  'graphiql.js': { type: SCRIPT, read: async () => (await bundle()).js },
  'graphiql.css': { type: STYLE, read: async () => (await bundle()).css },
  // Monaco asks for its workers by these names.
  'editorWorkerService.js': { type: SCRIPT, read: async () => (await bundle()).editorWorkerService },
  'json.js': { type: SCRIPT, read: async () => (await bundle()).jsonWorker },
  'graphql.js': { type: SCRIPT, read: async () => (await bundle()).graphqlWorker },
  'graphql-ws.js': { type: SCRIPT, read: readGraphqlWs },
  'page.js': { type: SCRIPT, read: () => readOwn('page') },
  'fetcher.js': { type: SCRIPT, read: () => readOwn('fetcher') },
  'player.js': { type: SCRIPT, read: () => readOwn('player') },
  'tab-storage.js': { type: SCRIPT, read: () => readOwn('tab-storage') },
  'page.css': { type: STYLE, read: () => Promise.resolve(pageStyle) },
};

const ready = new Map<string, Promise<PageFile>>();

/** A file in an encoding, made at the first request and kept; undefined when there is none of this name. */
export function pageFile(name: string, encoding: Encoding): Promise<PageFile> | undefined {
  const source = Object.hasOwn(sources, name) ? sources[name] : undefined;
  if (!source) return undefined;
  const key = `${encoding} ${name}`;
  const made = ready.get(key) ?? make(source, encoding);
  ready.set(key, made);
  made.catch(() => ready.delete(key));
  return made;
}

async function make(source: { type: string; read(): Promise<string> }, encoding: Encoding): Promise<PageFile> {
  const plain = Buffer.from(await source.read());
  const etag = `"${createHash('sha256').update(plain).digest('base64url').slice(0, 22)}-${encoding}"`;
  return { type: source.type, etag, body: await compress(plain, encoding) };
}

async function compress(plain: Buffer, encoding: Encoding): Promise<Buffer> {
  if (encoding === 'gzip') return promisify(gzip)(plain);
  // Level 5 takes 0.2 s for the largest file, the default of 11 would take 15 s.
  const params = { [constants.BROTLI_PARAM_QUALITY]: 5 };
  return encoding === 'br' ? promisify(brotliCompress)(plain, { params }) : plain;
}

async function readGraphqlWs(): Promise<string> {
  const main = createRequire(import.meta.url).resolve('graphql-ws');
  return readFile(join(main, '../../umd/graphql-ws.min.js'), 'utf8');
}

/** A script of page/: as it was built, or from its source when tests run the sources. */
async function readOwn(name: string): Promise<string> {
  const path = join(import.meta.dirname, 'page', name);
  const text = existsSync(`${path}.js`)
    ? await readFile(`${path}.js`, 'utf8')
    : stripTypeScriptTypes(await readFile(`${path}.ts`, 'utf8'), { mode: 'transform' });
  return text.replace(/^\/\/# sourceMappingURL=.*$/m, '');
}
