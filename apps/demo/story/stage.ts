import { setTimeout as delay } from 'node:timers/promises';
import type { Printer } from '../printer.js';
import type { DemoAgent, DemoVisitor } from '../clients/people.js';
import type { EventStream } from '../clients/event-stream.js';

/** A server on which the story plays. */
export interface Stage {
  readonly url: string;
  readonly out: Printer;
  /** Moves the server's clock forward; only the demo's own server can. */
  advance?(ms: number): Promise<void>;
}

/** Who plays, and what they have open; a chapter leaves it to the next. */
export interface Cast {
  readonly stage: Stage;
  readonly anna: DemoAgent;
  readonly boris: DemoAgent;
  readonly visitor: DemoVisitor;
  readonly desks: { readonly anna: EventStream; readonly boris: EventStream };
  /** Follows of the chat of {@link visitor}, once they are open. */
  visitorChat?: EventStream;
  agentChat?: EventStream;
  /** The agent who won the chat. */
  winner?: DemoAgent;
}

/** Lets time pass: by the server's clock where it can be moved, else by waiting. */
export async function pass(stage: Stage, ms: number): Promise<void> {
  if (stage.advance) {
    stage.out.note(`(the clock moves on by ${ms / 1000} s)`);
    return stage.advance(ms);
  }
  stage.out.note(`(waiting ${ms / 1000} s)`);
  await delay(ms);
}
