/**
 * Fails when apps/api/schema.graphql is not what the code prints, or when it breaks clients of the version committed
 * before without docs/schema-changes.md saying so. Run in the project's root: `npm run check:schema`.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { buildSchema, findBreakingChanges } from 'graphql';

const SCHEMA = 'apps/api/schema.graphql';
const CHANGES = 'docs/schema-changes.md';
const DIFF_LINES = 40;

const faults = [...drift(), ...breakingChanges()];
for (const fault of faults) console.error(fault);
if (faults.length) process.exitCode = 1;
else console.log(`${SCHEMA} is what the code prints and breaks no client unannounced.`);

/** @returns {string[]} */
function drift() {
  if (!existsSync(SCHEMA)) return [`${SCHEMA} is missing.\nCreate it: npm run schema`];
  const run = spawnSync('npm', ['run', '-s', 'cli', '--', 'print-schema'], { encoding: 'utf8', maxBuffer: 2 ** 26 });
  if (run.status !== 0) return [`\`npm run cli -- print-schema\` failed.\n${run.error?.message ?? run.stderr.trim()}`];
  if (run.stdout.trim() === readFileSync(SCHEMA, 'utf8').trim()) return [];
  const lines = diff(run.stdout);
  const more = lines.length > DIFF_LINES ? [`… and ${lines.length - DIFF_LINES} lines more`] : [];
  return [
    [
      `${SCHEMA} is not what the code prints (- committed, + printed):`,
      ...lines.slice(0, DIFF_LINES),
      ...more,
      'Accept it: npm run schema, then review and commit the difference.',
    ].join('\n'),
  ];
}

/** @param {string} printed @returns {string[]} */
function diff(printed) {
  const args = ['diff', '--no-index', '--no-color', '--no-ext-diff', '-U1', '--', SCHEMA, '-'];
  const { stdout } = spawnSync('git', args, { input: printed, encoding: 'utf8', maxBuffer: 2 ** 26 });
  const lines = stdout.trimEnd().split('\n');
  return lines.slice(lines.findIndex((line) => line.startsWith('@@')));
}

/** @returns {string[]} */
function breakingChanges() {
  if (!existsSync(SCHEMA)) return [];
  const now = readFileSync(SCHEMA, 'utf8');
  const before = versionBefore(now);
  if (before === undefined) return [];
  const named = existsSync(CHANGES) ? plain(readFileSync(CHANGES, 'utf8')) : '';
  const changes = findBreakingChanges(buildSchema(before), buildSchema(now)).map(({ description }) => description);
  const unnamed = changes.filter((description) => !named.includes(plain(description)));
  if (!unnamed.length) return [];
  const lines = unnamed.map((description) => `- ${description}`);
  return [[`${SCHEMA} breaks clients; undo it, or name it in ${CHANGES}:`, ...lines].join('\n')];
}

/**
 * HEAD's version; once that is the present one, the version before the last commit that changed it. Undefined without
 * such a commit (first commit, shallow clone, no repository).
 * @param {string} now
 */
function versionBefore(now) {
  const head = git('show', `HEAD:${SCHEMA}`);
  if (head !== now) return head;
  const last = git('log', '-1', '--format=%H', '--', SCHEMA)?.trim();
  return last && git('show', `${last}~1:${SCHEMA}`);
}

/** @param {string[]} args @returns {string | undefined} */
function git(...args) {
  try {
    return execFileSync('git', args, { encoding: 'utf8', maxBuffer: 2 ** 26, stdio: ['ignore', 'pipe', 'ignore'] });
  } catch {
    return undefined;
  }
}

/** Markdown may wrap, quote or escape what graphql-js says. @param {string} text */
function plain(text) {
  return text.replace(/[\\`]/g, '').replace(/\s+/g, ' ');
}
