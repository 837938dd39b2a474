import { ManualClock } from '@libs/domain';
import { ShortMemory } from './short-memory.js';

function setUp(maxEntries = 10) {
  const clock = new ManualClock({ frozenAt: new Date('2026-01-01T00:00:00Z') });
  const memory = new ShortMemory<string>(clock, 4_000, maxEntries);
  const loads: string[] = [];
  const get = (key: string, value = key) =>
    memory.get(key, () => {
      loads.push(key);
      return Promise.resolve(value);
    });
  return { clock, memory, loads, get };
}

it('asks again when four seconds have passed', async () => {
  const { clock, loads, get } = setUp();
  await get('a');
  clock.advance(3_999);
  await get('a');
  expect(loads).toEqual(['a']);
  clock.advance(1);
  await get('a');
  expect(loads).toEqual(['a', 'a']);
});

it('asks once for all who wait for the same', async () => {
  const { loads, get } = setUp();
  await Promise.all([get('a'), get('a'), get('b')]);
  expect(loads).toEqual(['a', 'b']);
});

it('forgets what starts with a prefix, and nothing else', async () => {
  const { memory, loads, get } = setUp();
  await Promise.all([get('agent:1:x'), get('agent:2:x')]);
  memory.forget('agent:1:');
  await Promise.all([get('agent:1:x'), get('agent:2:x')]);
  expect(loads).toEqual(['agent:1:x', 'agent:2:x', 'agent:1:x']);
});

it('[S4] gives no answer from before a change that became known while it was looked up', async () => {
  const { memory } = setUp();
  const answers = ['before', 'after'];
  let release = (): void => undefined;
  const load = async (): Promise<string> => {
    const answer = answers.shift() ?? '';
    if (answer === 'before')
      await new Promise<void>((resolve) => {
        release = resolve;
      });
    return answer;
  };
  const waiting = memory.get('a', load);
  memory.forget('a');
  release();
  expect(await waiting).toBe('after');
});

it('remembers no failure', async () => {
  const { memory } = setUp();
  await expect(memory.get('a', () => Promise.reject(new Error('down')))).rejects.toThrow('down');
  expect(await memory.get('a', () => Promise.resolve('up'))).toBe('up');
});

it('drops the oldest when it is full', async () => {
  const { loads, get } = setUp(2);
  await get('a');
  await get('b');
  await get('c');
  await get('b');
  await get('a');
  expect(loads).toEqual(['a', 'b', 'c', 'a']);
});
