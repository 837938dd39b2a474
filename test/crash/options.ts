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

/** How `npm run crash-test` is asked. */
export const USAGE = `Usage: npm run crash-test [-- --only=K1,K4] [-- --kills=3] [-- --rate=200] [-- --seed=42] [-- --silence=60]

Kills, cuts and swallows while real clients write and listen, and counts what was lost; ends with code 1 when anything was.
--only      ${SCENARIOS.join(', ')}
--kills     how often each scenario kills or loses something; by itself each has a number of its own
--rate      writes per second of all clients together
--seed      repeats the choices of a run
--silence   seconds for which LISTEN is cut in K6
`;

/** Reads the command line; undefined when help is wanted. @throws Error in plain words for anything that is not an option */
export function readOptions(args: readonly string[]): Options | undefined {
  const { values } = parseArgs({
    args: [...args],
    options: {
      only: { type: 'string', default: SCENARIOS.join(',') },
      kills: { type: 'string' },
      rate: { type: 'string', default: '200' },
      seed: { type: 'string', default: String(Math.floor(Math.random() * 1_000_000)) },
      silence: { type: 'string', default: '60' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return undefined;
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
