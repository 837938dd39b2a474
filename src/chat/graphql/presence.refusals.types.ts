import { Field, ID, ObjectType } from '@nestjs/graphql';
import { RefusalType } from '@libs/graphql';

@ObjectType('StillOnDuty', {
  implements: () => [RefusalType],
  description: 'Invisible is for after work, and your shift is not over.',
})
export class StillOnDutyType extends RefusalType {
  @Field(() => Date, { description: 'When your duty is over.' })
  until: string;
}

@ObjectType('NotSignedIn', {
  implements: () => [RefusalType],
  description: 'You are not signed in to chat: you signed out, or no heartbeat came in time. Choose your status again.',
})
export class NotSignedInType extends RefusalType {}

@ObjectType('ShiftOverlaps', {
  implements: () => [RefusalType],
  description: 'The agent has another shift at this brand in that time.',
})
export class ShiftOverlapsType extends RefusalType {
  @Field(() => ID, { description: 'The other shift.' })
  shiftId: string;

  @Field(() => Date, { description: 'When it begins.' })
  startsAt: string;

  @Field(() => Date, { description: 'When it is over.' })
  endsAt: string;
}
