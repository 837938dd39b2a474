import type { PolicyRole } from '@test/support/policy.js';
import type { World } from './world.js';

/** Who attacks: nobody in particular, or somebody with a good token. */
export type CallerName = PolicyRole;

/** What came back, whatever it came through. */
export interface Reply {
  /** HTTP status; undefined over WebSocket and when the connection ended without an answer. */
  readonly status?: number | undefined;
  /** Close code of the WebSocket, or 0 when a TCP connection was closed without an answer. */
  readonly closed?: number | undefined;
  /** All that was said, headers included over HTTP. */
  readonly text: string;
  /** The body alone, or the payloads of the WebSocket's messages. */
  readonly body: string;
  /** Nothing came within the time. */
  readonly silent?: boolean;
  /** What was sent: what the server repeats of it is no leak. */
  readonly sent: string;
}

/** Sentences about what is wrong; empty when all is as it should be. */
export type Judge = (reply: Reply) => string[] | Promise<string[]>;

/** One hostile act of one caller. */
export interface Attack {
  readonly theme: string;
  readonly name: string;
  readonly caller: CallerName;
  readonly over: 'HTTP' | 'WebSocket';
  send(world: World): Promise<Reply>;
  /** Beyond what holds for every reply (judge.ts). */
  readonly expected: Judge;
  /** Processor time that the server may take, in ms; 50 unless told (goal S1). */
  readonly cpuMs?: number;
  /** Longest time on the wall, in ms; 2,000 unless told. */
  readonly wallMs?: number;
  /** Not sent again to see whether a slow answer was the machine's fault. */
  readonly once?: boolean;
}

/** Something that must not be. */
export interface Finding {
  readonly theme: string;
  readonly name: string;
  readonly who: string;
  readonly problem: string;
}
