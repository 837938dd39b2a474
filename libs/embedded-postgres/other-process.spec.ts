import { spawn, type ChildProcess } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { jest } from '@jest/globals';
import { startEmbeddedPostgres } from './index.js';
import { isRunning, waitUntilGone } from './processes.js';

jest.setTimeout(60_000);
const isRoot = process.getuid?.() === 0;
if (!isRoot) process.stderr.write('SKIPPED, because not root: the tests of what root must do.\n');

const here = resolve('libs/embedded-postgres');
const loader = resolve('scripts/typescript-loader.mjs');
const trash: string[] = [];
const children: ChildProcess[] = [];

/** Not os.tmpdir(), which may be a folder of root's own. */
function newFolder(mode = 0o755): string {
  const folder = mkdtempSync('/tmp/embedded-postgres-');
  chmodSync(folder, mode);
  trash.push(folder);
  return folder;
}

interface Started {
  node: ChildProcess;
  postgres: number;
  home: string;
}

/** Another Node process that starts the database, says so, and then stays until it is killed. */
async function startElsewhere(dataDir: string, options: { failing?: boolean } = {}): Promise<Started> {
  const program = `
    import { startEmbeddedPostgres } from '${here}/index.ts';
    try {
      const server = await startEmbeddedPostgres({ dataDir: '${dataDir}', log: () => undefined, durable: false });
      console.log(JSON.stringify({ postgres: server.pid, home: server.home }));
      ${options.failing ? 'process.exit(3);' : 'setInterval(() => undefined, 1000);'}
    } catch (error) { console.log(JSON.stringify({ error: error.message })); }`;
  const args = ['--import', loader, '--input-type=module', '--eval', program];
  const node = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  children.push(node);
  for await (const line of createInterface({ input: node.stdout })) {
    const { error, ...started } = JSON.parse(line) as Omit<Started, 'node'> & { error?: string };
    if (error) throw new Error(error);
    trash.push(started.home);
    return { node, ...started };
  }
  throw new Error('The other process ended without a word.');
}

const log = (): undefined => undefined;

afterAll(async () => {
  for (const child of children) child.kill('SIGKILL');
  for (const path of trash) rmSync(path, { recursive: true, force: true });
});

describe('a Node process that started the embedded PostgreSQL', () => {
  it('leaves no PostgreSQL behind when it is killed with -9, and the next start finds the data folder free', async () => {
    const dataDir = join(newFolder(), 'data');
    const { node, postgres } = await startElsewhere(dataDir);
    expect(isRunning(postgres)).toBe(true);
    node.kill('SIGKILL');
    expect(process.platform !== 'linux' || (await waitUntilGone(postgres, 15_000))).toBe(true);
    const next = await startEmbeddedPostgres({ dataDir, log, durable: false });
    expect(isRunning(postgres)).toBe(false);
    await next.stop();
  });

  it('takes PostgreSQL along when it exits without stopping it', async () => {
    const { postgres } = await startElsewhere(join(newFolder(), 'data'), { failing: true });
    expect(await waitUntilGone(postgres, 15_000)).toBe(true);
  });

  it('is named to another process that wants the same folder', async () => {
    const dataDir = join(newFolder(), 'data');
    const { node } = await startElsewhere(dataDir);
    await expect(startEmbeddedPostgres({ dataDir, log })).rejects.toMatchObject({ pid: node.pid });
  });

  it('stops a PostgreSQL that a dead process has left running, then starts its own', async () => {
    const dataDir = join(newFolder(), 'data');
    const lines: string[] = [];
    const { node, postgres, home } = await startElsewhere(dataDir);
    // What a kill -9 leaves where the kernel cannot end PostgreSQL: the server runs, its owner is gone.
    const ownerFile = join(dataDir, 'owner.json');
    const owner = JSON.parse(readFileSync(ownerFile, 'utf8')) as object;
    writeFileSync(ownerFile, JSON.stringify({ ...owner, birth: 'another boot' }));
    const next = await startEmbeddedPostgres({ dataDir, log: (line) => lines.push(line), durable: false });
    expect(lines).toContainEqual(expect.stringContaining(String(postgres)));
    expect(isRunning(postgres)).toBe(false);
    expect(isRunning(node.pid!)).toBe(true);
    expect(next.home).toBe(home);
    await next.stop();
  });
});

(isRoot ? describe : describe.skip)('the embedded PostgreSQL, started by root', () => {
  it('runs as another user, with programs and data where that user reaches them, and says where', async () => {
    const closed = newFolder(0o700);
    const dataDir = join(closed, 'data');
    const lines: string[] = [];
    const first = await startEmbeddedPostgres({ dataDir, log: (line) => lines.push(line), durable: false });
    trash.push(first.home);
    expect(first.home.startsWith(closed)).toBe(false);
    expect(lines).toContainEqual(expect.stringContaining(first.home));
    expect(statSync(join(first.home, 'cluster')).uid).not.toBe(0);
    expect(statSync(first.home).mode & 0o777).toBe(0o700);
    await first.createDatabase('shop');
    await first.stop();
    const second = await startEmbeddedPostgres({ dataDir, log, durable: false });
    expect(second.home).toBe(first.home);
    await second.dropDatabase('shop');
    await second.stop();
  });

  it('starts afresh after the data folder was deleted, and refuses a copy that points to the same data', async () => {
    const closed = newFolder(0o700);
    const dataDir = join(closed, 'data');
    const first = await startEmbeddedPostgres({ dataDir, log, durable: false });
    await first.stop();
    const copy = join(closed, 'copy');
    mkdirSync(copy);
    writeFileSync(join(copy, 'location.json'), readFileSync(join(dataDir, 'location.json')));
    await expect(startEmbeddedPostgres({ dataDir: copy, log })).rejects.toThrow('copy');
    rmSync(dataDir, { recursive: true });
    const second = await startEmbeddedPostgres({ dataDir, log, durable: false });
    await second.stop();
    trash.push(first.home, second.home);
    expect(second.home).not.toBe(first.home);
  });

  it('runs as the owner of the data when a normal user has made it', async () => {
    const folder = newFolder();
    const dataDir = join(folder, 'data');
    const first = await startEmbeddedPostgres({ dataDir, log, durable: false });
    await first.stop();
    expect(existsSync(join(dataDir, 'cluster'))).toBe(true);
    const someone = 54_321;
    for (const path of [dataDir, ...(await everythingIn(dataDir))]) chownSync(path, someone, someone);
    const second = await startEmbeddedPostgres({ dataDir, log, durable: false });
    expect(statSync(`/proc/${second.pid}`).uid).toBe(someone);
    await second.stop();
  });
});

async function everythingIn(folder: string): Promise<string[]> {
  const { readdir } = await import('node:fs/promises');
  return (await readdir(folder, { recursive: true })).map((name) => join(folder, name));
}
