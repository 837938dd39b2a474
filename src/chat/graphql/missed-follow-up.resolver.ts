import { Parent, ResolveField, Resolver } from '@nestjs/graphql';
import { MissedFollowUpEnum } from './chat.enums.js';
import { ChatType } from './chat.type.js';

@Resolver(() => ChatType)
export class MissedFollowUpResolver {
  @ResolveField(() => MissedFollowUpEnum, {
    nullable: true,
    description: 'For a missed chat: how the visitor can still be served.',
  })
  missedFollowUp(@Parent() { missedBecause, visitor }: ChatType): keyof typeof MissedFollowUpEnum | null {
    if (!missedBecause) return null;
    return visitor.email || visitor.phone ? 'CALL_OR_EMAIL' : 'NONE';
  }
}
