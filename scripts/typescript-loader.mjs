/**
 * Lets Node import this repository's TypeScript without a build: `node --import ./scripts/typescript-loader.mjs file.ts`.
 * For jest's global set-up and for tests that need a second Node process; everything that ships is built by `nest build`.
 */
import { existsSync, readFileSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { transformSync } from '@swc/core';

const root = new URL('..', import.meta.url);

registerHooks({
  resolve(specifier, context, nextResolve) {
    const [, room, path] = /^@(libs|src|apps|test)\/(.+)$/.exec(specifier) ?? [];
    if (room) {
      const file = path.endsWith('.js') ? `${path.slice(0, -3)}.ts` : `${path}/index.ts`;
      return nextResolve(new URL(`${room}/${file}`, root).href, context);
    }
    if (/^\.{1,2}\/.*\.js$/.test(specifier) && context.parentURL?.endsWith('.ts')) {
      const file = fileURLToPath(new URL(specifier, context.parentURL));
      const source = `${file.slice(0, -3)}.ts`;
      if (existsSync(source)) return nextResolve(pathToFileURL(source).href, context);
    }
    return nextResolve(specifier, context);
  },
  load(url, context, nextLoad) {
    if (!url.startsWith('file:') || !url.endsWith('.ts')) return nextLoad(url, context);
    const filename = fileURLToPath(url);
    const { code } = transformSync(readFileSync(filename, 'utf8'), {
      filename,
      root: fileURLToPath(root),
      sourceMaps: 'inline',
    });
    return { format: 'module', source: code, shortCircuit: true };
  },
});
