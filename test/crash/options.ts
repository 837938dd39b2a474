import { parseArgs } from 'node:util';
import type { Effort } from './rehearsal.js';

/** What can be asked for by `--only`. */
export const SCENARIOS = ['K1', 'K1-embedded', 'K3', 'K4', 'K5', 'K6', 'worker'] as const;
export type Scenario = (typeof SCENARIOS)[number];

export interface Options extends Effort {
  readonly only: readonly Scenario[];
  /** `--kills`; undefined leaves each scenario its own number. */
  readonly kills: number | undefined;
}

/** Reads the command line. @throws Error in plain words for anything that is not an option */
export function readOptions(args: readonly string[]): Options {
  const { values } = parseArgs({
    args: [...args],
    options: {
      only: { type: 'string', default: SCENARIOS.join(',') },
      kills: { type: 'string' },
      rate: { type: 'string', default: '200' },
      seed: { type: 'string', default: String(Math.floor(Math.random() * 1_000_000)) },
      silence: { type: 'string', default: '60' },
    },
  });
  const only = values.only.split(',').map((name) => {
    const known = SCENARIOS.find((scenario) => scenario.toLowerCase() === name.trim().toLowerCase());
    if (!known) throw new Error(`--only knows ${SCENARIOS.join(', ')}, not ${name}.`);
    return known;
  });
  const number = (name: 'kills' | 'rate' | 'seed' | 'silence', least: number): number => {
    const value = Number(values[name]);
    if (!Number.isInteger(value) || value < least) throw new Error(`--${name} is a whole number of at least ${least}.`);
    return value;
  };
  const kills = values.kills === undefined ? undefined : number('kills', 1);
  const effort = { rate: number('rate', 1), seed: number('seed', 0), silenceSeconds: number('silence', 5) };
  return { only, kills, times: kills ?? 1, chats: 8, ...effort };
}
