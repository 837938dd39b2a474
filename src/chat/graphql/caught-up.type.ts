import { Field, ObjectType } from '@nestjs/graphql';
import type { FeedItem } from '@libs/live';

@ObjectType({ description: 'Everything that happened before you subscribed has been delivered; what follows is live.' })
export class CaughtUp {
  @Field(() => String, { description: 'Where to resume from here.' })
  cursor: string;
}

/** The first event after the past, in the form of a union member. */
export function caughtUp({ cursor }: Pick<FeedItem, 'cursor'>): CaughtUp {
  return Object.assign(new CaughtUp(), { cursor });
}
