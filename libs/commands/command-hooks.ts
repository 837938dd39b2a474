import { Injectable } from '@nestjs/common';
import type { Command } from '@libs/domain';
import type { Transaction } from './transaction.js';

type Hook = (command: Command, tx: Transaction) => Promise<void>;

/** What else happens whenever somebody asks for a change, whichever it is. */
@Injectable()
export class CommandHooks {
  readonly #hooks: Hook[] = [];

  /**
   * Runs `hook` at the end of the transaction of every command, done or refused; a retry that gets its stored answer does not count.
   * When the hook throws, the command is undone.
   */
  after(hook: Hook): void {
    this.#hooks.push(hook);
  }

  /** Runs all hooks, in the order in which they came. */
  async run(command: Command, tx: Transaction): Promise<void> {
    for (const hook of this.#hooks) await hook(command, tx);
  }
}
