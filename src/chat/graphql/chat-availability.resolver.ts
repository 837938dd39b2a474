import { Args, Field, ObjectType, Resolver } from '@nestjs/graphql';
import { badRequest, CurrentEdge, type EdgeContext, Query } from '@libs/graphql';
import { BrandDirectory } from '@src/brands';
import { type Actor, AllowAnyone, may, seesBrand } from '@src/identity';
import type { AvailabilityReason, AvailabilityState } from '../model/availability.js';
import { AvailabilityDesk } from '../queries/chat-availability.js';
import { AvailabilityReasonEnum, AvailabilityStateEnum } from './presence.enums.js';

@ObjectType({ description: "What the chat button of a brand's website offers now." })
class ChatAvailability {
  @Field(() => AvailabilityStateEnum, { description: 'What it offers.' })
  state: AvailabilityState;

  @Field(() => String, { description: 'What is written on it.' })
  buttonText: string;

  @Field(() => Date, { description: 'When this was decided.' })
  decidedAt: Date;

  @Field(() => Date, {
    description: 'From when on it must not be trusted any more: ask again before, or else show the message form.',
  })
  expiresAt: Date;

  @Field(() => AvailabilityReasonEnum, {
    nullable: true,
    description: 'Why, for staff of the brand; null for everybody else.',
  })
  reason: AvailabilityReason | null;
}

const TEXTS: Readonly<Record<AvailabilityState, string>> = {
  LIVE: 'Click for Live Help',
  WAIT: 'Click for Live Help',
  LEAVE_MESSAGE: 'Leave a message',
};

@Resolver()
export class ChatAvailabilityResolver {
  constructor(
    private readonly brands: BrandDirectory,
    private readonly desk: AvailabilityDesk,
  ) {}

  @Query(
    AllowAnyone('every visitor of the website sees the button; who is online is not told'),
    () => ChatAvailability,
    {
      description: 'What the chat button of a brand offers now, and for how long that holds.',
    },
  )
  async chatAvailability(
    @CurrentEdge() { actor }: EdgeContext<Actor>,
    @Args('brandCode', { type: () => String, description: 'Code of the brand.' }) brandCode: string,
  ): Promise<ChatAvailability> {
    const brand = await this.brands.byCode(brandCode);
    if (!brand) throw badRequest('No such brand.', { field: 'brandCode' });
    const { state, reason, decidedAt, expiresAt } = await this.desk.recent(brand);
    return {
      state,
      buttonText: TEXTS[state],
      decidedAt: new Date(decidedAt),
      expiresAt: new Date(expiresAt),
      reason: may(actor, 'WATCH_CHATS') && seesBrand(actor, brand.id) ? reason : null,
    };
  }
}
