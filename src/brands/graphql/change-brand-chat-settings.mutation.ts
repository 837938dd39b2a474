import { Args, Field, InputType, Int, ObjectType, Resolver } from '@nestjs/graphql';
import { answer, commandOf, CurrentEdge, type EdgeContext, Mutation, MutationInput, resultUnion } from '@libs/graphql';
import { type Actor, Allow } from '@src/identity';
import type { RoutingMode } from '../model/brand.entity.js';
import { BrandDirectory } from '../queries/brand-directory.js';
import { ChangeBrandChatSettings } from '../use-cases/change-brand-chat-settings.js';
import { BrandType, RoutingModeEnum, WorkingHoursType } from './brand.type.js';

@InputType({ description: 'New chat settings of a brand; what is left out stays.' })
class ChangeBrandChatSettingsInput extends MutationInput {
  @Field(() => String, { description: 'Code of the brand, e.g. BCW.' })
  brandCode: string;

  @Field(() => WorkingHoursType, { nullable: true, description: 'When the brand works.' })
  workingHours?: WorkingHoursType;

  @Field(() => RoutingModeEnum, { nullable: true, description: 'How chat requests reach agents.' })
  routingMode?: RoutingMode;

  @Field(() => Int, {
    nullable: true,
    description: 'Seconds until a request that nobody accepted is missed, 10 to 3600.',
  })
  requestTimeoutSeconds?: number;

  @Field(() => Int, {
    nullable: true,
    description: 'Seconds for which a decision about the chat button holds, 5 to 600.',
  })
  availabilitySeconds?: number;
}

@ObjectType({ description: 'The chat settings were changed.' })
class ChangeBrandChatSettingsSuccess {
  @Field(() => BrandType, { description: 'The brand as it is now.' })
  brand: BrandType;
}

const ChangeBrandChatSettingsResult = resultUnion('ChangeBrandChatSettings', ChangeBrandChatSettingsSuccess);

@Resolver()
export class ChangeBrandChatSettingsMutation {
  constructor(
    private readonly useCase: ChangeBrandChatSettings,
    private readonly directory: BrandDirectory,
  ) {}

  @Mutation(Allow('MANAGE_ORGANISATION'), () => ChangeBrandChatSettingsResult, {
    description: 'Changes how chat works on a brand: hours, routing, waiting times.',
  })
  changeBrandChatSettings(@CurrentEdge() edge: EdgeContext<Actor>, @Args('input') input: ChangeBrandChatSettingsInput) {
    const command = commandOf('changeBrandChatSettings', edge, input);
    return answer(ChangeBrandChatSettingsResult, this.useCase.execute(command), async ({ brandId }) => {
      this.directory.forget();
      return { brand: await this.directory.byId(brandId) };
    });
  }
}
