import { Field, ID, ObjectType } from '@nestjs/graphql';
import { connectionOf, NodeType } from '@libs/graphql';
import type { AgentStatus } from '../model/presence.js';
import type { RosterAlertKind } from '../model/roster.js';
import type { AgentOnDutyView, RosterAlertView } from '../queries/agents-on-duty.js';
import { AgentStatusEnum, RosterAlertKindEnum } from './presence.enums.js';
import { ShiftType, showShift } from './shift.type.js';

@ObjectType('RosterAlert', {
  implements: () => [NodeType],
  description: 'An agent is not where the shift roster says: tell him.',
})
export class RosterAlertType extends NodeType {
  @Field(() => ID, { description: 'The agent.' })
  agentId: string;

  @Field(() => ID, { description: 'The brand whose roster it is.' })
  brandId: string;

  @Field(() => RosterAlertKindEnum, { description: 'How status and roster disagree.' })
  kind: RosterAlertKind;

  @Field(() => Date, { description: 'Since when they disagree.' })
  since: Date;

  @Field(() => Date, { description: 'When that had lasted for the grace time, and was told.' })
  raisedAt: Date;
}

@ObjectType({ description: 'A page of open roster alerts.' })
export class RosterAlertConnection extends connectionOf(RosterAlertType, 'RosterAlert') {}

@ObjectType('AgentOnDuty', {
  description: 'A member of staff of a brand: whether he is there, and whether he should be.',
})
export class AgentOnDutyType {
  @Field(() => ID, { description: 'The member of staff.' })
  agentId: string;

  @Field(() => String, { description: 'His name.' })
  displayName: string;

  @Field(() => AgentStatusEnum, { description: 'His status now, as the server decides it.' })
  status: AgentStatus;

  @Field(() => Date, {
    nullable: true,
    description: 'Since when he has this status; null if he never signed in to chat.',
  })
  since: Date | null;

  @Field(() => Boolean, {
    description: 'Whether a shift of his at this brand covers the present: being online does not mean working.',
  })
  isOnShift: boolean;

  @Field(() => ShiftType, { nullable: true, description: 'That shift.' })
  shift: ShiftType | null;

  @Field(() => RosterAlertType, { nullable: true, description: 'The open alert about him, if any.' })
  alert: RosterAlertType | null;
}

@ObjectType({ description: 'A page of the staff of a brand.' })
export class AgentOnDutyConnection extends connectionOf(AgentOnDutyType, 'AgentOnDuty') {
  @Field(() => String, { description: 'Where presenceEvents continues what this page shows.' })
  cursor: string;
}

/** An alert in the form of its GraphQL type. */
export function showAlert(view: RosterAlertView): RosterAlertType {
  return Object.assign(new RosterAlertType(), view);
}

/** A member of staff in the form of his GraphQL type. */
export function showAgentOnDuty({ shift, alert, ...view }: AgentOnDutyView): AgentOnDutyType {
  return { ...view, isOnShift: shift !== null, shift: shift && showShift(shift), alert: alert && showAlert(alert) };
}
