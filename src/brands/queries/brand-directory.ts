import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { parseWorkingHours, type WorkingHours, type WorkingHoursInput } from '@libs/calendar';
import { Database } from '@libs/database';
import { FactFeed } from '@libs/live';
import { BrandAdded, BrandChatSettingsChanged } from '@src/events';
import type { BrandChannel, RoutingMode } from '../model/brand.entity.js';

/** A brand as everybody else in the product reads it. */
export interface BrandView {
  readonly id: string;
  readonly code: string;
  readonly name: string;
  readonly websiteUrl: string;
  readonly hosts: readonly string[];
  readonly channels: readonly BrandChannel[];
  readonly workingHours: WorkingHoursInput;
  readonly routingMode: RoutingMode;
  readonly requestTimeoutSeconds: number;
  readonly availabilitySeconds: number;
}

const ALL = `
select id, code, name, website_url as "websiteUrl", hosts, channels, working_hours as "workingHours", routing_mode as "routingMode",
  request_timeout_seconds as "requestTimeoutSeconds", availability_seconds as "availabilitySeconds"
from brand order by code`;

/** Brands are few, change rarely and are read with every chat: they are kept in memory for this long. */
const FRESH_MS = 1_000;

/** Reads brands. What it gives is at most a second old. */
@Injectable()
export class BrandDirectory implements OnApplicationBootstrap {
  #loaded: { at: number; brands: Promise<readonly BrandView[]> } | undefined;
  readonly #calendars = new WeakMap<BrandView, WorkingHours>();

  constructor(
    private readonly database: Database,
    private readonly feed: FactFeed,
  ) {}

  onApplicationBootstrap(): void {
    this.forget();
    // Of the other processes; this one forgets when it answers.
    this.feed.tap([BrandAdded.type, BrandChatSettingsChanged.type], () => this.forget());
  }

  /** All brands, by code. */
  all(): Promise<readonly BrandView[]> {
    const age = performance.now() - (this.#loaded?.at ?? -Infinity);
    if (!this.#loaded || age > FRESH_MS) {
      const brands = this.database.rows<BrandView>(ALL);
      const loaded = { at: performance.now(), brands };
      this.#loaded = loaded;
      brands.catch(() => {
        if (this.#loaded === loaded) this.#loaded = undefined;
      });
    }
    return this.#loaded.brands;
  }

  /** The brand of an id; undefined when there is none. */
  async byId(id: string): Promise<BrandView | undefined> {
    return (await this.all()).find((brand) => brand.id === id);
  }

  /** The brand of a code such as BCW; undefined when there is none. */
  async byCode(code: string): Promise<BrandView | undefined> {
    return (await this.all()).find((brand) => brand.code === code);
  }

  /** The brand's working hours, ready to be asked. */
  calendarOf(brand: BrandView): WorkingHours {
    let calendar = this.#calendars.get(brand);
    if (!calendar) {
      calendar = parseWorkingHours(brand.workingHours);
      this.#calendars.set(brand, calendar);
    }
    return calendar;
  }

  /** Reads anew at the next question. */
  forget(): void {
    this.#loaded = undefined;
  }
}
