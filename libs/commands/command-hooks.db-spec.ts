import { type Command, Refusal } from '@libs/domain';
import { type RunningFoundation, startFoundation } from '@test/support/foundation.js';
import { lockJar } from '@test/support/jar.js';
import { CommandHooks } from './command-hooks.js';

let running: RunningFoundation;
const seen: string[] = [];
let jarId: string;

beforeAll(async () => {
  running = await startFoundation();
  jarId = await running.jar();
  const hooks = running.module.get(CommandHooks);
  hooks.after(async ({ name, actor }, tx) => {
    const [row] = await tx.sql.rows<{ total: number }>('select total from jar where id = $1', [jarId]);
    seen.push(`${name} by ${actor.id}: ${row?.total}`);
  });
  hooks.after(async ({ name }, tx) => {
    if (name === 'spoiled') throw new Error('The hook broke.');
    if (name === 'doubled') (await lockJar(tx, jarId)).add(1, tx.now);
  });
});
beforeEach(() => seen.splice(0));
afterAll(() => running.close());

const command = (name: string, clientKey: string): Command => ({
  name,
  actor: { kind: 'AGENT', id: 'ann' },
  clientKey,
  input: {},
});
const addCoin = (name: string, clientKey: string, value = 1) =>
  running.unit.run(command(name, clientKey), async (tx) => {
    const jar = await lockJar(tx, jarId);
    jar.add(value, tx.now);
    return { total: jar.total };
  });
const total = async () =>
  (await running.database.row<{ total: number }>('select total from jar where id = $1', [jarId]))?.total;
const coins = async () => (await running.database.rows('select id from fact where aggregate_id = $1', [jarId])).length;

describe('a command hook', () => {
  it('runs in the transaction of each command and sees what it did', async () => {
    await addCoin('addCoin', 'key-hook-1');
    expect(seen).toEqual(['addCoin by ann: 1']);
  });

  it('runs after a refused command too, which stays undone', async () => {
    await expect(addCoin('addCoin', 'key-hook-2', 5000)).rejects.toThrow(Refusal);
    expect(seen).toEqual(['addCoin by ann: 1']);
    expect(await total()).toBe(1);
  });

  it('does not run for a retry', async () => {
    await addCoin('addCoin', 'key-hook-1');
    await addCoin('addCoin', 'key-hook-2', 5000).catch(() => undefined);
    expect(seen).toEqual([]);
  });

  it('may change and record like the command itself, each fact once', async () => {
    const before = await coins();
    await addCoin('doubled', 'key-hook-3');
    expect(await total()).toBe(3);
    expect(await coins()).toBe(before + 2);
  });

  it('undoes the command, and forgets its key, when it throws', async () => {
    await expect(addCoin('spoiled', 'key-hook-4')).rejects.toThrow('The hook broke.');
    expect(await total()).toBe(3);
    expect(await addCoin('addCoin', 'key-hook-4')).toEqual({ total: 4 });
  });
});
