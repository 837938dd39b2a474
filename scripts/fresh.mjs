/** Is node_modules what package-lock.json says, and dist what the sources say? If not: install, build. */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { run } from './foreground.mjs';

const MODULES = 'node_modules';
const INSTALL_STAMP = join(MODULES, '.installed-for');
const BUILD_STAMP = join('dist', '.built-from');
const SOURCES = ['apps', 'src', 'libs'];
const BUILD_FILES = ['package-lock.json', 'nest-cli.json', 'tsconfig.json', 'tsconfig.build.json'];

/** Runs `npm ci` when node_modules is missing or was made for another package-lock.json. Resolves with an exit code. */
export async function ensureInstalled() {
  const wanted = createHash('sha256').update(readFileSync('package-lock.json')).digest('hex');
  if (readIfThere(INSTALL_STAMP) === wanted) return 0;
  if (!installedByHand()) {
    console.error('Installing the packages of package-lock.json (npm ci); this takes a minute or two ...');
    const code = await npmCi();
    if (code !== 0) {
      console.error('npm ci failed; see the lines above.');
      return code;
    }
  }
  writeFileSync(INSTALL_STAMP, wanted);
  return 0;
}

/** Builds dist when the sources have changed since the last build. Resolves with an exit code. */
export async function ensureBuilt(node) {
  const wanted = fingerprint();
  if (readIfThere(BUILD_STAMP) === wanted) return 0;
  console.error('Building ...');
  const code = await run([node, join(MODULES, '@nestjs/cli/bin/nest.js'), 'build', 'all-in-one'], { stdin: 'ignore' });
  if (code === 0) writeFileSync(BUILD_STAMP, wanted);
  return code;
}

/** Somebody ran npm themselves after package-lock.json was last written: npm notes that in a file of its own. */
function installedByHand() {
  const note = statSync(join(MODULES, '.package-lock.json'), { throwIfNoEntry: false });
  return note !== undefined && note.mtimeMs >= statSync('package-lock.json').mtimeMs;
}

async function npmCi() {
  // Without our own node_modules/.bin, whose node this command is about to replace.
  const inside = join(process.cwd(), MODULES, '.bin');
  const path = (process.env.PATH ?? '').split(delimiter).filter((folder) => folder !== inside);
  // Only errors: npm may run on an older Node than the packages ask for, but they will run on ours.
  return run(['npm', 'ci', '--include=dev', '--include=optional', '--no-audit', '--no-fund', '--loglevel=error'], {
    stdin: 'ignore',
    env: { ...process.env, PATH: path.join(delimiter) },
  });
}

/** One line per file with its size and time: cheap, and a file that was removed or renamed counts too. */
function fingerprint() {
  const hash = createHash('sha256').update(process.cwd());
  const add = (path) => {
    const { size, mtimeMs } = statSync(path);
    hash.update(`${path}\0${size}\0${mtimeMs}\n`);
  };
  BUILD_FILES.forEach(add);
  for (const folder of SOURCES.filter((path) => existsSync(path))) {
    for (const name of readdirSync(folder, { recursive: true }).sort((a, b) => (a < b ? -1 : 1))) {
      const path = join(folder, name);
      if (!/\bspec\.ts$/.test(name) && statSync(path).isFile()) add(path);
    }
  }
  return hash.digest('hex');
}

function readIfThere(path) {
  return existsSync(path) ? readFileSync(path, 'utf8') : undefined;
}
