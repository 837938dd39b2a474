import { Injectable } from '@nestjs/common';
import { Clock, type RecordedFact } from '@libs/domain';
import { type Actor, AgentDirectory, seesBrand } from '@src/identity';
import type { AgentStatus } from '../model/presence.js';
import { type ChatView } from './chat-view.js';
import { Chats } from './chats.js';
import { Staffing } from './staffing.js';

/** An agent as a new request finds him. */
interface Watcher {
  readonly status: AgentStatus;
  readonly requestSound: string;
}

/** A chat that was requested or offered, with all who might answer it. */
export interface DeskRequest {
  readonly chat: ChatView;
  /** The open members of staff of the brand, by id; read when first asked for. */
  watchers(): Promise<ReadonlyMap<string, Watcher>>;
}

/**
 * What a desk shows of a new request. Everybody who watches is told of the same fact at the same time: the chat and the staff are read
 * once for all of them, in at most four statements.
 */
@Injectable()
export class DeskRequests {
  readonly #read = new WeakMap<RecordedFact, Promise<DeskRequest | undefined>>();

  constructor(
    private readonly chats: Chats,
    private readonly staffing: Staffing,
    private readonly agents: AgentDirectory,
    private readonly clock: Clock,
  ) {}

  /** The request behind a fact, if the actor may know of it. */
  async of(fact: RecordedFact, actor: Actor): Promise<DeskRequest | undefined> {
    const request = await this.#request(fact, actor);
    return request && seesBrand(actor, request.chat.brandId) ? request : undefined;
  }

  #request(fact: RecordedFact, actor: Actor): Promise<DeskRequest | undefined> {
    // Who may not see the brand of the fact must not find it for those who may.
    if (fact.brandId === null || !seesBrand(actor, fact.brandId)) return Promise.resolve(undefined);
    let request = this.#read.get(fact);
    if (!request) {
      request = this.#find(fact, actor);
      this.#read.set(fact, request);
      request.catch(() => this.#read.delete(fact));
    }
    return request;
  }

  async #find(fact: RecordedFact, actor: Actor): Promise<DeskRequest | undefined> {
    const chat = await this.chats.byId(actor, fact.aggregateId);
    if (!chat) return undefined;
    let watchers: Promise<ReadonlyMap<string, Watcher>> | undefined;
    return { chat, watchers: () => (watchers ??= this.#watchers(chat.brandId)) };
  }

  async #watchers(brandId: string): Promise<ReadonlyMap<string, Watcher>> {
    const staff = await this.staffing.forBrand(brandId, this.clock.now());
    const settings = await this.agents.settingsOfAll(staff.map(({ agentId }) => agentId));
    return new Map(
      staff.map(({ agentId, status }) => [
        agentId,
        { status, requestSound: settings.get(agentId)?.requestSound ?? 'NONE' },
      ]),
    );
  }
}
