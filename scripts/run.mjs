/**
 * The one way in: `node scripts/run.mjs <what> [arguments]`, used by the scripts of package.json.
 * Needs nothing but Node 20: it installs and builds what is missing, then hands over to the Node of this project.
 */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, resolve } from 'node:path';
import { run } from './foreground.mjs';
import { ensureBuilt, ensureInstalled } from './fresh.mjs';

const LEAST_NODE = [22, 18];
const JEST = ['--experimental-vm-modules', '--no-warnings=ExperimentalWarning', 'node_modules/jest/bin/jest.js'];

/** What can be run: built programs of apps/, and tools that read the sources. */
const PROGRAMS = {
  start: 'dist/apps/all-in-one/main.js',
  demo: 'dist/apps/demo/main.js',
  cli: 'dist/apps/cli/main.js',
};
/** Harnesses of test/ that start the built programs and measure or torture them. */
const HARNESSES = {
  bench: 'test/bench/main.ts',
  'crash-test': 'test/crash/main.ts',
  'load-test': 'test/load/main.ts',
  attack: 'test/attack/main.ts',
};
const [what, ...args] = process.argv.slice(2);

process.chdir(resolve(import.meta.dirname, '..'));
const installed = await ensureInstalled();
const node = installed === 0 ? findNode() : undefined;
process.exitCode = node ? await main() : installed || 1;

async function main() {
  const program = PROGRAMS[what];
  if (program) {
    const built = await ensureBuilt(node);
    if (built !== 0) return built;
    if (!existsSync(program)) return fail(`${program} does not exist.`);
    return withNode('--enable-source-maps', program, ...args);
  }
  const harness = HARNESSES[what];
  if (harness) {
    const built = await ensureBuilt(node);
    return built || withNode('--import', './scripts/typescript-loader.mjs', harness, ...args);
  }
  if (what === 'build') return ensureBuilt(node);
  // Some stories of test/e2e start the built programs.
  const isWithPrograms = what === 'test' || !args.includes('--selectProjects') || args.includes('e2e');
  if (['jest', 'test'].includes(what) && isWithPrograms) {
    const built = await ensureBuilt(node);
    if (built !== 0) return built;
  }
  if (what === 'jest') return withNode(...JEST, ...args);
  if (what === 'check') return withNode('scripts/check.mjs', ...args);
  if (what === 'test') {
    const checked = await withNode('scripts/check.mjs');
    const tested = await withNode(...JEST, ...args);
    return checked || tested;
  }
  return fail(
    `Usage: node scripts/run.mjs ${[...Object.keys(PROGRAMS), ...Object.keys(HARNESSES), 'build|check|jest|test'].join('|')} [arguments]`,
  );
}

/** Programs that ours start by name (npm, nest, oxlint) shall find the same Node. */
async function withNode(...argv) {
  const path = [resolve('node_modules/.bin'), process.env.PATH].filter(Boolean).join(delimiter);
  return run([node, ...argv], { env: { ...process.env, PATH: path } });
}

/** The Node that npm installed with the packages, else the one that runs this, if it is new enough. */
function findNode() {
  for (const candidate of [resolve('node_modules/.bin/node'), process.execPath]) {
    const { stdout } = spawnSync(candidate, ['--version'], { encoding: 'utf8' });
    const [major, minor] = (stdout ?? '').replace('v', '').split('.').map(Number);
    if (major > LEAST_NODE[0] || (major === LEAST_NODE[0] && minor >= LEAST_NODE[1])) return candidate;
  }
  fail(
    `Node ${LEAST_NODE.join('.')} or newer is needed; this is ${process.version}, and the Node that comes with the ` +
      `packages (node_modules/.bin/node, Linux only) is missing or does not run on this machine.`,
  );
  return undefined;
}

function fail(message) {
  console.error(message);
  return 1;
}
