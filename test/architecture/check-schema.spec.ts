import { execFileSync, spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

const SCRIPT = join(import.meta.dirname, '../../scripts/check-schema.mjs');
const SCHEMA = 'apps/api/schema.graphql';
const OLD = 'type Query {\n  chat: String\n  ping: String\n}\n';
const WIDER = 'type Query {\n  chat: String\n  ping: String\n  pong: String\n}\n';
const BROKEN = 'type Query {\n  chat: String\n}\n';

/** A git hook that runs the specs points git to the real repository; the samples must not end up there. */
const OUTSIDE_HOOKS = ['GIT_DIR', 'GIT_INDEX_FILE', 'GIT_WORK_TREE', 'GIT_PREFIX'].flatMap((name) => ['-u', name]);

let root: string;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'schema-'));
  // `npm run cli -- print-schema` prints the file of that name.
  await put('package.json', JSON.stringify({ name: 'sample', scripts: { cli: 'cat' } }));
  git('init', '-q');
});

afterEach(() => rm(root, { recursive: true, force: true }));

async function put(path: string, text: string): Promise<void> {
  await mkdir(dirname(join(root, path)), { recursive: true });
  await writeFile(join(root, path), text);
}

function git(...args: string[]): void {
  const author = ['-c', 'user.name=Spec', '-c', 'user.email=spec@example.org', '-c', 'core.hooksPath=/dev/null'];
  execFileSync('env', [...OUTSIDE_HOOKS, 'git', ...author, ...args], { cwd: root });
}

async function commit(schema: string): Promise<void> {
  await put(SCHEMA, schema);
  git('add', '.');
  git('commit', '-q', '--no-gpg-sign', '-m', 'Change the schema');
}

async function check(printed: string): Promise<{ status: number | null; said: string }> {
  await put('print-schema', printed);
  const run = spawnSync('env', [...OUTSIDE_HOOKS, process.execPath, SCRIPT], { cwd: root, encoding: 'utf8' });
  return { status: run.status, said: run.stdout + run.stderr };
}

it('passes when the committed schema is what the code prints', async () => {
  await commit(OLD);
  expect(await check(OLD)).toMatchObject({ status: 0 });
});

it('passes without a commit or a repository to compare with', async () => {
  await put(SCHEMA, OLD);
  expect(await check(OLD)).toMatchObject({ status: 0 });
  await rm(join(root, '.git'), { recursive: true });
  expect(await check(OLD)).toMatchObject({ status: 0 });
});

it('fails on drift, shows it and says how to accept it', async () => {
  await commit(OLD);
  const { status, said } = await check(WIDER);
  expect(status).toBe(1);
  expect(said).toContain('\n+  pong: String\n');
  expect(said).toContain('npm run schema');
  expect(said).not.toContain('breaks clients');
});

it('shows forty lines of a long difference', async () => {
  await commit(OLD);
  const fields = Array.from({ length: 100 }, (_, index) => `  field${index}: Int\n`);
  const { said } = await check(`type Query {\n${fields.join('')}}\n`);
  expect(said.split('\n').filter((line) => /^[ @+-]/.test(line))).toHaveLength(40);
  expect(said).toMatch(/… and \d+ lines more/);
});

it('fails when there is no schema or it cannot be printed', async () => {
  expect(await check(OLD)).toMatchObject({ status: 1, said: expect.stringContaining('is missing') });
  await put(SCHEMA, OLD);
  await put('package.json', JSON.stringify({ name: 'sample', scripts: { cli: 'cat no-such-file' } }));
  expect(await check(OLD)).toMatchObject({ status: 1, said: expect.stringContaining('print-schema` failed') });
});

it('fails on a breaking change that nobody named, before and after it is committed', async () => {
  await commit(OLD);
  await put(SCHEMA, BROKEN);
  const broken = { status: 1, said: expect.stringContaining('- Query.ping was removed.') };
  expect(await check(BROKEN)).toMatchObject(broken);
  await commit(BROKEN);
  expect(await check(BROKEN)).toMatchObject(broken);
});

it('passes a breaking change that docs/schema-changes.md names', async () => {
  await commit(OLD);
  await put(SCHEMA, BROKEN);
  await put('docs/schema-changes.md', '# Changes\n\n- `Query.ping` was\n  removed. Nobody asked.\n');
  expect(await check(BROKEN)).toMatchObject({ status: 0 });
});

it('passes an addition without a word', async () => {
  await commit(OLD);
  await put(SCHEMA, WIDER);
  expect(await check(WIDER)).toMatchObject({ status: 0 });
});
