import { ManualClock } from '@libs/domain';
import { until } from '@test/support/foundation.js';
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

describe('renewing what is in use', () => {
  function setUpRenewal() {
    const clock = new ManualClock({ frozenAt: new Date('2026-01-01T00:00:00Z') });
    const renewals: { keys: readonly string[]; answer: (values: ReadonlyMap<string, string>) => void }[] = [];
    const memory = new ShortMemory<string>(
      clock,
      4_000,
      10,
      (keys) => new Promise((answer) => renewals.push({ keys, answer })),
    );
    const loads: string[] = [];
    const get = (key: string) =>
      memory.get(key, () => {
        loads.push(key);
        return Promise.resolve(`${key} looked up`);
      });
    return { clock, memory, renewals, loads, get };
  }

  it('looks up together what is asked for in the second half of its time', async () => {
    const { clock, renewals, loads, get } = setUpRenewal();
    await Promise.all([get('a'), get('b'), get('c')]);
    clock.advance(2_500);
    await Promise.all([get('a'), get('b'), get('a')]);
    await until(() => renewals.length === 1);
    expect(renewals[0]?.keys).toEqual(['a', 'b']);
    renewals[0]?.answer(
      new Map([
        ['a', 'a renewed'],
        ['b', 'b renewed'],
      ]),
    );
    await until(async () => (await get('b')) === 'b renewed');
    clock.advance(1_900);
    expect(await Promise.all([get('a'), get('b'), get('c')])).toEqual(['a renewed', 'b renewed', 'c looked up']);
    expect(loads).toEqual(['a', 'b', 'c', 'c']);
  });

  it('[S4] believes no renewal of what was forgotten meanwhile, nor keeps what is not there any more', async () => {
    const { clock, memory, renewals, loads, get } = setUpRenewal();
    await Promise.all([get('a'), get('b')]);
    clock.advance(2_500);
    await Promise.all([get('a'), get('b')]);
    await until(() => renewals.length === 1);
    memory.forget('a');
    renewals[0]?.answer(new Map([['a', 'a from before']]));
    expect(await get('a')).toBe('a looked up');
    clock.advance(1_500);
    await get('b');
    expect(loads).toEqual(['a', 'b', 'a', 'b']);
  });
});
