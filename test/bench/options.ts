import { parseArgs } from 'node:util';

/** What can be measured, in the order in which it runs. */
export const parts = ['inbox', 'chat', 'send', 'fan-out', 'handler', 'growth'] as const;
/** One of {@link parts}. */
export type Part = (typeof parts)[number];

/** How a run measures. */
export interface BenchOptions {
  /** Conversations in the database. */
  readonly chats: number;
  /** Rounds, in each of which every server gets its turn. */
  readonly rounds: number;
  /** Seconds of each turn. */
  readonly seconds: number;
  /** Requests before the first turn of each server that do not count. */
  readonly warmUp: number;
  /** Connections of the load client, each with one request at a time. */
  readonly connections: number;
  readonly only: readonly Part[];
  /** Sockets of each fan-out. */
  readonly subscribers: readonly number[];
  /** Most conversations of the growth part; it begins with 20,000. */
  readonly growTo: number;
  /** File for the figures, or undefined. */
  readonly json: string | undefined;
  /** Whether the figures are printed as the table of docs/benchmarks.md. */
  readonly markdown: boolean;
  /** Whether a floor that falls short makes the run fail. */
  readonly check: boolean;
}

export const HELP = `npm run bench -- [options]
  --size=default|small  200,000 conversations with 2,000,000 messages, or a tenth of it for a quick look
  --chats=N             any number of conversations, with ten messages each on average
  --rounds=N            rounds, in each of which every server gets its turn (5)
  --seconds=N           seconds of each turn (10)
  --warm-up=N           requests that do not count, for each server (2000)
  --connections=N       connections of the load client (16)
  --only=a,b            parts: ${parts.join(', ')}
  --subscribers=a,b     sockets of the fan-outs (100,1000,5000)
  --grow-to=N           conversations at the end of the growth part (2000000; 200000 with --size=small)
  --json=FILE           writes the figures to a file
  --markdown            prints the tables of docs/benchmarks.md
  --check               ends with code 1 when a floor falls short`;

/** Reads the command line. @throws Error for what it does not know */
export function readOptions(args: readonly string[]): BenchOptions | undefined {
  const text = { type: 'string' } as const;
  const flag = { type: 'boolean', default: false } as const;
  const { values } = parseArgs({
    args: [...args],
    options: {
      size: { ...text, default: 'default' },
      chats: text,
      rounds: { ...text, default: '5' },
      seconds: { ...text, default: '10' },
      'warm-up': { ...text, default: '2000' },
      connections: { ...text, default: '16' },
      only: { ...text, default: parts.join(',') },
      subscribers: { ...text, default: '100,1000,5000' },
      'grow-to': text,
      json: text,
      markdown: flag,
      check: flag,
      help: flag,
    },
  });
  if (values.help) return undefined;
  if (values.size !== 'default' && values.size !== 'small') throw new Error('--size is default or small.');
  const isSmall = values.size === 'small';
  return {
    chats: positive('chats', values.chats ?? (isSmall ? '20000' : '200000')),
    rounds: positive('rounds', values.rounds),
    seconds: positive('seconds', values.seconds),
    warmUp: positive('warm-up', values['warm-up']),
    connections: positive('connections', values.connections),
    only: values.only.split(',').map(partOf),
    subscribers: values.subscribers.split(',').map((text) => positive('subscribers', text)),
    growTo: positive('grow-to', values['grow-to'] ?? (isSmall ? '200000' : '2000000')),
    json: values.json,
    markdown: values.markdown,
    check: values.check,
  };
}

function partOf(text: string): Part {
  const part = parts.find((name) => name === text);
  if (!part) throw new Error(`--only knows ${parts.join(', ')}; not ${text}.`);
  return part;
}

function positive(name: string, text: string): number {
  const number = Number(text);
  if (!Number.isFinite(number) || number <= 0) throw new Error(`--${name} takes a number greater than 0.`);
  return number;
}
