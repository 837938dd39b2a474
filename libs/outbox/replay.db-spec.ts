import { CoinBank, sequencesOf } from '@test/support/coin-bank.js';
import { lockJar } from '@test/support/jar.js';
import { Replay } from './replay.js';

let bank: CoinBank;

beforeEach(async () => {
  bank = await CoinBank.open();
});
afterEach(() => bank.close());

describe('replaying a period', () => {
  const from = new Date(Date.now() - 60_000);
  const to = new Date(Date.now() + 3_600_000);

  it('gives a handler the facts of the named types again, in order and with their ids', async () => {
    await bank.start();
    const jarId = await bank.foundation.jar();
    await bank.add(jarId, 1, 2);
    await bank.foundation.change(async (tx) => (await lockJar(tx, jarId)).shake(3));
    await bank.untilIdle();
    const before = [...bank.counted];
    expect(await bank.foundation.module.get(Replay).period('count-when-coin-added', ['CoinAdded'], from, to)).toBe(1);
    await bank.untilIdle();
    expect(sequencesOf(bank.counted, jarId)).toEqual([1, 2, 3, 1, 2]);
    expect(bank.counted.slice(3).map(({ id }) => id)).toEqual(before.slice(0, 2).map(({ id }) => id));
  });

  it('adds nothing to what waits already, also when it is asked for twice', async () => {
    const jarId = await bank.foundation.jar();
    await bank.add(jarId, 1, 2);
    for (const _ of [1, 2])
      await bank.foundation.module.get(Replay).period('mirror-when-coin-added', ['CoinAdded'], from, to);
    await bank.start();
    await bank.untilIdle();
    expect(sequencesOf(bank.mirrored, jarId)).toEqual([1, 2]);
  });

  it('leaves out what happened before and from its end on', async () => {
    const jarId = await bank.foundation.jar();
    await bank.add(jarId, 1);
    expect(
      await bank.foundation.module.get(Replay).period('mirror-when-coin-added', ['CoinAdded'], new Date(0), from),
    ).toBe(0);
  });
});
