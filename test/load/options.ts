import { parseArgs } from 'node:util';

/** What can be asked for by `--only`. */
const ROWS = ['K7', 'K8', 'L1', 'L2', 'L3', 'L4'] as const;
export type LoadRow = (typeof ROWS)[number];

/** How `npm run load-test` is asked. */
export const USAGE = `Usage: npm run load-test [-- --only=L1,L2] [-- --sockets=5000] [-- --soak=60m]

Rows K7, K8 and L1 to L4 on this machine, each with its bound and what was seen; ends with code 1 when one falls short.
--only      ${ROWS.join(', ')}; all but L4 when left out
--sockets   live sockets of L1 to L3
--soak      how long L4 runs: minutes (60m) or seconds (90s)
`;

export interface LoadOptions {
  readonly only: ReadonlySet<LoadRow>;
  readonly sockets: number;
  readonly soakMinutes: number;
}

/** Reads the command line; undefined when help is wanted. @throws Error in plain words for anything that is not an option */
export function readOptions(args: readonly string[]): LoadOptions | undefined {
  const { values } = parseArgs({
    args: [...args],
    options: {
      only: { type: 'string', default: 'K7,K8,L1,L2,L3' },
      sockets: { type: 'string', default: '5000' },
      soak: { type: 'string', default: '60m' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return undefined;
  const only = values.only.split(',').map((name) => {
    const row = ROWS.find((known) => known === name.trim().toUpperCase());
    if (!row) throw new Error(`--only knows ${ROWS.join(', ')}, not ${name}.`);
    return row;
  });
  const sockets = Number(values.sockets);
  if (!Number.isInteger(sockets) || sockets < 1) throw new Error('--sockets is a whole number of at least 1.');
  const [, length = '', unit = 'm'] = /^(\d+)([ms]?)$/.exec(values.soak) ?? [];
  const soakMinutes = Number(length) / (unit === 's' ? 60 : 1);
  if (length === '' || soakMinutes <= 0) throw new Error('--soak is a number of minutes or seconds: 60m, 90s.');
  return { only: new Set(only), sockets, soakMinutes };
}
