import { Entity, PrimaryKey, Property } from '@mikro-orm/decorators/legacy';
import { OptionalProps } from '@mikro-orm/core';
import { Aggregate, InvalidInput } from '@libs/domain';
import { InvalidWorkingHours, parseWorkingHours, type WorkingHoursInput } from '@libs/calendar';
import { BrandAdded, BrandChatSettingsChanged } from '@src/events';

/** How chat requests reach agents: shown to all who may accept, or given to one. Zendesk's words. */
export const routingModes = ['BROADCAST', 'ASSIGNED'] as const;
/** One of {@link routingModes}. */
export type RoutingMode = (typeof routingModes)[number];

/** One of the ways in which people reach a brand. */
export interface BrandChannel {
  readonly kind: 'CHAT' | 'PHONE' | 'EMAIL' | 'MESSAGES';
  /** Number or address; null for channels on the website itself. */
  readonly address: string | null;
  /** What a line is for, e.g. SUPPORT or BILLING. */
  readonly purpose: string | null;
}

/** A website of the organisation, with everything that differs from site to site. */
@Entity({ tableName: 'brand' })
export class Brand extends Aggregate {
  [OptionalProps]?: 'sequence';

  @PrimaryKey({ type: 'uuid' })
  override id: string;

  /** Short name that agents see everywhere, e.g. BCW. */
  @Property({ type: 'text' })
  code: string;

  @Property({ type: 'text' })
  name: string;

  @Property({ type: 'text' })
  websiteUrl: string;

  /** Host names of the brand's site: links to other brands' hosts are refused. */
  @Property({ type: 'text[]' })
  hosts: string[];

  @Property({ type: 'json' })
  channels: BrandChannel[];

  @Property({ type: 'json' })
  workingHours: WorkingHoursInput;

  @Property({ type: 'text' })
  routingMode: RoutingMode;

  /** Seconds after which a request that nobody accepted is a missed chat. */
  @Property({ type: 'integer' })
  requestTimeoutSeconds: number;

  /** Seconds for which a decision about the chat button holds ("operators list expiration"). */
  @Property({ type: 'integer' })
  availabilitySeconds: number;

  @Property({ type: 'integer' })
  override sequence: number;

  @Property({ type: 'timestamptz' })
  createdAt: Date;

  protected override get aggregateType(): string {
    return 'Brand';
  }

  protected override get factBrandId(): string {
    return this.id;
  }

  /** Announces a new brand. */
  announce(): void {
    this.record(BrandAdded, { code: this.code, name: this.name });
  }

  /**
   * Changes how chat works on the brand's site; what is left out stays.
   * @throws InvalidInput for working hours that cannot be, and for times out of range
   */
  changeChatSettings(settings: {
    workingHours?: WorkingHoursInput | null;
    routingMode?: RoutingMode | null;
    requestTimeoutSeconds?: number | null;
    availabilitySeconds?: number | null;
  }): void {
    if (settings.workingHours) this.workingHours = checkedHours(settings.workingHours);
    this.requestTimeoutSeconds = within(
      'requestTimeoutSeconds',
      settings.requestTimeoutSeconds ?? this.requestTimeoutSeconds,
      10,
      3600,
    );
    this.availabilitySeconds = within(
      'availabilitySeconds',
      settings.availabilitySeconds ?? this.availabilitySeconds,
      5,
      600,
    );
    this.routingMode = settings.routingMode ?? this.routingMode;
    this.record(BrandChatSettingsChanged, { routingMode: this.routingMode });
  }
}

type Holiday = NonNullable<WorkingHoursInput['holidays']>[number];

/** Working hours as clients send them. */
type GivenHours = Pick<WorkingHoursInput, 'zone' | 'windows'> & {
  readonly holidays?: ReadonlyArray<{ readonly date: string; readonly windows?: Holiday['windows'] | null }> | null;
};

/** Whether a text can be the code of a brand: 2 to 10 capital letters and digits. */
export function isBrandCode(text: string): boolean {
  return /^[A-Z][A-Z0-9]{1,9}$/.test(text);
}

/** Working hours that can be used; null counts as left out. @throws InvalidInput naming the part at fault */
export function checkedHours({ zone, windows, holidays }: GivenHours): WorkingHoursInput {
  const days = holidays?.map(({ date, windows: hours }) => ({ date, ...(hours && { windows: hours }) }));
  const hours = { zone, windows, ...(days && { holidays: days }) };
  try {
    parseWorkingHours(hours);
    return hours;
  } catch (error) {
    if (error instanceof InvalidWorkingHours) throw new InvalidInput(`workingHours.${error.field}`, error.message);
    throw error;
  }
}

function within(field: string, value: number, min: number, max: number): number {
  if (!Number.isInteger(value) || value < min || value > max)
    throw new InvalidInput(field, `This is a number of seconds from ${min} to ${max}.`);
  return value;
}
