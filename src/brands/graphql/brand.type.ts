import { Field, InputType, Int, ObjectType, registerEnumType } from '@nestjs/graphql';
import { WEEKDAYS, type Weekday } from '@libs/calendar';
import { connectionOf, NodeType } from '@libs/graphql';
import type { RoutingMode } from '../model/brand.entity.js';

export const RoutingModeEnum = { BROADCAST: 'BROADCAST', ASSIGNED: 'ASSIGNED' } as const;
registerEnumType(RoutingModeEnum, {
  name: 'RoutingMode',
  description: 'How chat requests reach agents.',
  valuesMap: {
    BROADCAST: { description: 'Every request is shown to all who may accept it; one wins.' },
    ASSIGNED: { description: 'The server gives each request to one agent, fairly.' },
  },
});

export const ChannelKindEnum = { CHAT: 'CHAT', PHONE: 'PHONE', EMAIL: 'EMAIL', MESSAGES: 'MESSAGES' } as const;
registerEnumType(ChannelKindEnum, {
  name: 'ChannelKind',
  description: 'A way in which people and the organisation talk.',
  valuesMap: {
    CHAT: { description: 'Live chat on the website.' },
    PHONE: { description: 'A phone line.' },
    EMAIL: { description: 'An email address.' },
    MESSAGES: { description: 'Messages on an order.' },
  },
});

export const WeekdayEnum = Object.fromEntries(WEEKDAYS.map((day) => [day, day])) as { [D in Weekday]: D };
const dayNames = {
  MON: 'Monday',
  TUE: 'Tuesday',
  WED: 'Wednesday',
  THU: 'Thursday',
  FRI: 'Friday',
  SAT: 'Saturday',
  SUN: 'Sunday',
};
registerEnumType(WeekdayEnum, {
  name: 'Weekday',
  description: 'A day of the week.',
  valuesMap: Object.fromEntries(WEEKDAYS.map((day) => [day, { description: `${dayNames[day]}.` }])),
});

@ObjectType('BrandChannel', { description: 'One of the ways in which people reach a brand.' })
export class BrandChannelType {
  @Field(() => ChannelKindEnum, { description: 'The kind of channel.' })
  kind: keyof typeof ChannelKindEnum;

  @Field(() => String, {
    nullable: true,
    description: 'Phone number or email address; null for channels on the website itself.',
  })
  address: string | null;

  @Field(() => String, { nullable: true, description: 'What the line is for, e.g. SUPPORT or BILLING.' })
  purpose: string | null;
}

@ObjectType('DayHours', { description: 'A stretch of time on a day.' })
@InputType('DayHoursInput', { description: 'A stretch of time on a day.' })
export class DayHoursType {
  @Field(() => String, { description: 'Local time HH:MM at which it opens.' })
  opens: string;

  @Field(() => String, {
    description: 'Local time HH:MM at which it closes; not later than the opening means on the next day.',
  })
  closes: string;
}

@ObjectType('WeeklyHours', { description: 'Hours that recur every week.' })
@InputType('WeeklyHoursInput', { description: 'Hours that recur every week.' })
export class WeeklyHoursType extends DayHoursType {
  @Field(() => [WeekdayEnum], { description: 'The days on which they open.' })
  weekdays: readonly Weekday[];
}

@ObjectType('HolidayHours', { description: 'A date with hours of its own.' })
@InputType('HolidayHoursInput', { description: 'A date with hours of its own.' })
export class HolidayHoursType {
  @Field(() => String, { description: 'The date, YYYY-MM-DD.' })
  date: string;

  @Field(() => [DayHoursType], { nullable: true, description: 'The hours of that day; none means closed.' })
  windows?: readonly DayHoursType[];
}

@ObjectType('WorkingHours', { description: 'When a brand works.' })
@InputType('WorkingHoursInput', { description: 'When a brand works.' })
export class WorkingHoursType {
  @Field(() => String, { description: 'IANA time zone, e.g. Europe/Kyiv or Etc/GMT-2.' })
  zone: string;

  @Field(() => [WeeklyHoursType], { description: 'The hours of the week; none means never.' })
  windows: readonly WeeklyHoursType[];

  @Field(() => [HolidayHoursType], { nullable: true, description: 'Dates that differ.' })
  holidays?: readonly HolidayHoursType[];
}

@ObjectType('Brand', { implements: () => [NodeType], description: 'A website of the organisation.' })
export class BrandType extends NodeType {
  @Field(() => String, { description: 'Short name, e.g. BCW.' })
  code: string;

  @Field(() => String, { description: 'Name in full.' })
  name: string;

  @Field(() => String, { description: 'Address of the website.' })
  websiteUrl: string;

  @Field(() => [String], { description: 'Host names of the website.' })
  hosts: readonly string[];

  @Field(() => [BrandChannelType], { description: 'The ways in which people reach the brand.' })
  channels: readonly BrandChannelType[];

  @Field(() => WorkingHoursType, { description: 'When the brand works.' })
  workingHours: WorkingHoursType;

  @Field(() => RoutingModeEnum, { description: 'How chat requests reach agents.' })
  routingMode: RoutingMode;

  @Field(() => Int, { description: 'Seconds after which a request that nobody accepted is a missed chat.' })
  requestTimeoutSeconds: number;

  @Field(() => Int, { description: 'Seconds for which a decision about the chat button holds.' })
  availabilitySeconds: number;
}

@ObjectType()
export class BrandConnection extends connectionOf(BrandType, 'Brand') {}
