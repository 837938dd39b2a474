import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { nextChange, isOpenAt } from '@libs/calendar';
import { Database, type Sql } from '@libs/database';
import { Clock } from '@libs/domain';
import { FactFeed } from '@libs/live';
import { BrandDirectory, type BrandView } from '@src/brands';
import * as facts from '@src/events';
import { type AvailabilityDecision, decideAvailability } from '../model/availability.js';
import { type StaffedAgent, Staffing } from './staffing.js';

/** A decision about the chat button, with the agents it was made of. */
export interface DeskDecision {
  readonly decision: AvailabilityDecision;
  readonly agents: readonly StaffedAgent[];
}

/** Every page of a website asks: one decision serves all who ask within this time. */
const FRESH_MS = 1_000;

/** What can change a decision, wherever it happened. */
const CHANGES: readonly string[] = [
  facts.AgentAccountClosed,
  facts.AgentPresenceChanged,
  facts.AgentRightsChanged,
  facts.BrandChatSettingsChanged,
  facts.ChatAccepted,
  facts.ChatClosed,
  facts.ChatMissed,
  facts.ChatRequested,
  facts.ChatTransferred,
].map(({ type }) => type);

/** Decides what a brand's chat button offers. */
@Injectable()
export class AvailabilityDesk implements OnApplicationBootstrap {
  readonly #recent = new Map<string, { readonly at: number; readonly decision: Promise<AvailabilityDecision> }>();

  constructor(
    private readonly database: Database,
    private readonly brands: BrandDirectory,
    private readonly staffing: Staffing,
    private readonly clock: Clock,
    private readonly feed: FactFeed,
  ) {}

  onApplicationBootstrap(): void {
    this.feed.tap(CHANGES, () => this.forget());
  }

  /** Decides afresh, from the brand's hours and whoever is there. */
  async decide(brand: BrandView, now: Date, sql: Sql = this.database): Promise<DeskDecision> {
    const agents = await this.staffing.forBrand(brand.id, now, sql);
    const calendar = this.brands.calendarOf(brand);
    const at = now.getTime();
    const hours = { open: isOpenAt(calendar, at), nextChangeAt: nextChange(calendar, at)?.at };
    const { routingMode: mode, availabilitySeconds: listExpirySeconds } = brand;
    return { decision: decideAvailability({ now: at, hours, agents, mode, listExpirySeconds }), agents };
  }

  /** A decision that is at most a second old and not expired, for the many who only look. */
  async recent(brand: BrandView): Promise<AvailabilityDecision> {
    const now = this.clock.now();
    const at = now.getTime();
    const known = this.#recent.get(brand.id);
    if (known && at >= known.at && at - known.at < FRESH_MS) {
      const decision = await known.decision;
      if (at < decision.expiresAt) return decision;
    }
    const decision = this.decide(brand, now).then((made) => made.decision);
    const entry = { at, decision };
    this.#recent.set(brand.id, entry);
    decision.catch(() => {
      if (this.#recent.get(brand.id) === entry) this.#recent.delete(brand.id);
    });
    return decision;
  }

  /** Decides anew at the next question: something changed. */
  forget(): void {
    this.#recent.clear();
  }
}
