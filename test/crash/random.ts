/** Numbers that look random and are the same for the same seed. */
export interface Random {
  /** From 0 up to, and not including, 1. */
  next(): number;
  /** Whether something of this probability (0–1) happens. */
  chance(probability: number): boolean;
  /** Whole number, both bounds included. */
  between(least: number, most: number): number;
  /** One of a list that is not empty. */
  one<T>(list: readonly T[]): T;
}

/** mulberry32 (T. Ettinger, public domain): 32 bits of state, good enough to choose what a test does. */
export function randomOf(seed: number): Random {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
  return {
    next,
    chance: (probability) => next() < probability,
    between: (least, most) => least + Math.floor(next() * (most - least + 1)),
    one: <T>(list: readonly T[]): T => {
      const found = list[Math.floor(next() * list.length)];
      if (found === undefined) throw new Error('There is nothing to choose from.');
      return found;
    },
  };
}
