import { Args, Resolver } from '@nestjs/graphql';
import type { FactOf, RecordedFact } from '@libs/domain';
import { CurrentEdge, type EdgeContext, streamOf, Subscription } from '@libs/graphql';
import { FactFeed, type FeedItem } from '@libs/live';
import { BrandDirectory } from '@src/brands';
import { AgentPresenceChanged, RosterAlertRaised, RosterAlertSettled } from '@src/events';
import { type Actor, AgentDirectory, type AgentView, Allow } from '@src/identity';
import { showAlert } from './agent-on-duty.type.js';
import { caughtUp } from './caught-up.type.js';
import { ownBrand } from './own-brand.js';
import {
  AgentPresenceChangedType,
  PresenceEventPayload,
  type PresenceEventMember,
  RosterAlertRaisedType,
  RosterAlertSettledType,
} from './presence-event.type.js';

const TYPES = [AgentPresenceChanged, RosterAlertRaised, RosterAlertSettled].map(({ type }) => type);

/** Every subscriber is told of the same change at the same time: one look at the directory serves them all. */
const FRESH_MS = 1_000;

@Resolver()
export class PresenceEventsSubscription {
  readonly #recent = new Map<string, { readonly at: number; readonly agent: Promise<AgentView | undefined> }>();

  constructor(
    private readonly feed: FactFeed,
    private readonly brands: BrandDirectory,
    private readonly agents: AgentDirectory,
  ) {}

  @Subscription(Allow('WATCH_CHATS'), () => PresenceEventPayload, {
    description: 'Changes of status and roster alerts of the staff of a brand, yourself included.',
    resolve: (payload: PresenceEventPayload) => payload,
  })
  async presenceEvents(
    @CurrentEdge() { actor }: EdgeContext<Actor>,
    @Args('brandCode', { type: () => String, description: 'Code of the brand.' }) brandCode: string,
    @Args('after', {
      type: () => String,
      nullable: true,
      description: 'Cursor after which to resume; leave out to start now.',
    })
    after?: string | null,
  ) {
    const { id } = await ownBrand(this.brands, actor, brandCode);
    const items = this.feed.follow({ types: TYPES, brandIds: [id] }, { after: after ?? null });
    // Whoever may watch a brand is shown the same of it.
    return streamOf(
      items,
      (item) => this.#show(item, id),
      () => id,
    );
  }

  async #show(item: FeedItem, brandId: string): Promise<PresenceEventPayload | undefined> {
    if (item.kind === 'signal') return undefined;
    const event = item.kind === 'caught-up' ? caughtUp(item) : await this.#eventOf(item.fact, brandId);
    return event && { cursor: item.cursor, event };
  }

  async #eventOf({ type, payload, ...fact }: RecordedFact, brandId: string): Promise<PresenceEventMember | undefined> {
    if (type === AgentPresenceChanged.type)
      return this.#presenceChanged(payload as FactOf<typeof AgentPresenceChanged>, brandId);
    if (type === RosterAlertSettled.type) {
      const { agentId } = payload as FactOf<typeof RosterAlertSettled>;
      return Object.assign(new RosterAlertSettledType(), { alertId: fact.aggregateId, agentId });
    }
    const { agentId, kind, since } = payload as FactOf<typeof RosterAlertRaised>;
    const raised = { id: fact.aggregateId, agentId, brandId, kind, since: new Date(since), raisedAt: fact.occurredAt };
    return Object.assign(new RosterAlertRaisedType(), { alert: showAlert(raised) });
  }

  /** An agent's presence belongs to all his brands, so it is told to those who watch one of them. */
  async #presenceChanged(
    { at, ...change }: FactOf<typeof AgentPresenceChanged>,
    brandId: string,
  ): Promise<AgentPresenceChangedType | undefined> {
    const agent = await this.#agent(change.agentId);
    if (!agent?.brandIds.includes(brandId)) return undefined;
    const { displayName } = agent;
    return Object.assign(new AgentPresenceChangedType(), { ...change, displayName, at: new Date(at) });
  }

  #agent(id: string): Promise<AgentView | undefined> {
    const at = performance.now();
    const known = this.#recent.get(id);
    if (known && at - known.at < FRESH_MS) return known.agent;
    for (const [key, entry] of this.#recent) if (at - entry.at >= FRESH_MS) this.#recent.delete(key);
    const agent = this.agents.byIds([id]).then(([found]) => found);
    this.#recent.set(id, { at, agent });
    agent.catch(() => this.#recent.delete(id));
    return agent;
  }
}
