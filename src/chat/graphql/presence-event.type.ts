import { createUnionType, Field, ID, ObjectType } from '@nestjs/graphql';
import type { FactOf } from '@libs/domain';
import type { AgentPresenceChanged } from '@src/events';
import type { AgentStatus } from '../model/presence.js';
import { RosterAlertType } from './agent-on-duty.type.js';
import { CaughtUp } from './caught-up.type.js';
import { AgentStatusEnum, PresenceCauseEnum } from './presence.enums.js';

@ObjectType('AgentPresenceChanged', {
  description: 'The status of a member of staff changed, by choice or because time passed.',
})
export class AgentPresenceChangedType {
  @Field(() => ID, { description: 'The member of staff.' })
  agentId: string;

  @Field(() => String, { description: 'His name.' })
  displayName: string;

  @Field(() => AgentStatusEnum, { description: 'The status until then.' })
  from: AgentStatus;

  @Field(() => AgentStatusEnum, { description: 'The status since then.' })
  to: AgentStatus;

  @Field(() => PresenceCauseEnum, { description: 'Why.' })
  cause: FactOf<typeof AgentPresenceChanged>['cause'];

  @Field(() => Date, { description: 'When.' })
  at: Date;
}

@ObjectType('RosterAlertRaised', {
  description: 'An agent is not where the shift roster says; he and his colleagues are told once.',
})
export class RosterAlertRaisedType {
  @Field(() => RosterAlertType, { description: 'The alert.' })
  alert: RosterAlertType;
}

@ObjectType('RosterAlertSettled', { description: 'What an alert said is no longer so.' })
export class RosterAlertSettledType {
  @Field(() => ID, { description: 'The alert.' })
  alertId: string;

  @Field(() => ID, { description: 'The agent.' })
  agentId: string;
}

const members = [AgentPresenceChangedType, RosterAlertRaisedType, RosterAlertSettledType, CaughtUp] as const;

/** One of the members of the union `PresenceEvent`. */
export type PresenceEventMember = InstanceType<(typeof members)[number]>;

export const PresenceEventUnion = createUnionType({
  name: 'PresenceEvent',
  description: 'What happens to the presence of the staff of a brand.',
  types: () => members,
  resolveType: (value: object) => members.find((type) => value instanceof type),
});

@ObjectType({ description: 'A change of presence or of roster alerts, with its place in the stream.' })
export class PresenceEventPayload {
  @Field(() => String, { description: 'Where to resume after this.' })
  cursor: string;

  @Field(() => PresenceEventUnion, { description: 'What happened.' })
  event: PresenceEventMember;
}
