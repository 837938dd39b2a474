import { Args, Field, ID, InputType, ObjectType, Resolver } from '@nestjs/graphql';
import {
  answer,
  commandOf,
  CurrentEdge,
  type EdgeContext,
  Mutation,
  MutationInput,
  RefusalType,
  resultUnion,
} from '@libs/graphql';
import { type Actor, Allow } from '@src/identity';
import type { RoutingMode } from '../model/brand.entity.js';
import { BrandDirectory } from '../queries/brand-directory.js';
import { AddBrand } from '../use-cases/add-brand.js';
import { BrandType, ChannelKindEnum, RoutingModeEnum, WorkingHoursType } from './brand.type.js';

@InputType({ description: 'One of the ways in which people reach a brand.' })
class BrandChannelInput {
  @Field(() => ChannelKindEnum, { description: 'The kind of channel.' })
  kind: keyof typeof ChannelKindEnum;

  @Field(() => String, {
    nullable: true,
    description: 'Phone number or email address; left out for channels on the website.',
  })
  address?: string | null;

  @Field(() => String, { nullable: true, description: 'What the line is for, e.g. SUPPORT or BILLING.' })
  purpose?: string | null;
}

@InputType({ description: 'A new website of the organisation.' })
class AddBrandInput extends MutationInput {
  @Field(() => String, {
    description: 'Short name that agents see everywhere: 2 to 10 capital letters and digits, e.g. BCW.',
  })
  code: string;

  @Field(() => String, { description: 'Name in full.' })
  name: string;

  @Field(() => String, { description: 'Address of the website.' })
  websiteUrl: string;

  @Field(() => [String], { description: 'Host names of the website; links of agents may lead to these only.' })
  hosts: string[];

  @Field(() => [BrandChannelInput], { defaultValue: [], description: 'The ways in which people reach the brand.' })
  channels: BrandChannelInput[];

  @Field(() => WorkingHoursType, { description: 'When the brand works.' })
  workingHours: WorkingHoursType;

  @Field(() => RoutingModeEnum, { defaultValue: 'BROADCAST', description: 'How chat requests reach agents.' })
  routingMode: RoutingMode;
}

@ObjectType({ description: 'The brand was added; administrators work for it from now on.' })
class AddBrandSuccess {
  @Field(() => ID, { description: 'Id of the brand.' })
  brandId: string;

  @Field(() => BrandType, { description: 'The brand.' })
  brand: BrandType;
}

@ObjectType('BrandCodeTaken', { implements: () => [RefusalType], description: 'Another brand has this code.' })
class BrandCodeTakenType extends RefusalType {
  @Field(() => String, { description: 'Path of the input field at fault.' })
  field: string;
}

const AddBrandResult = resultUnion('AddBrand', AddBrandSuccess, { BrandCodeTaken: BrandCodeTakenType });

@Resolver()
export class AddBrandMutation {
  constructor(
    private readonly useCase: AddBrand,
    private readonly directory: BrandDirectory,
  ) {}

  @Mutation(Allow('MANAGE_ORGANISATION'), () => AddBrandResult, { description: 'Adds a website of the organisation.' })
  addBrand(@CurrentEdge() edge: EdgeContext<Actor>, @Args('input') input: AddBrandInput) {
    const channels = input.channels.map(({ kind, address = null, purpose = null }) => ({ kind, address, purpose }));
    const command = commandOf('addBrand', edge, input);
    const work = this.useCase.execute({ ...command, input: { ...command.input, channels } });
    return answer(AddBrandResult, work, async ({ brandId }) => {
      this.directory.forget();
      const brand = await this.directory.byId(brandId);
      return { brandId, ...(brand && { brand }) };
    });
  }
}
