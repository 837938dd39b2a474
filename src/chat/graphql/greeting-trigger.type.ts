import { Field, ID, InputType, Int, ObjectType } from '@nestjs/graphql';
import { connectionOf, MutationInput, NodeType } from '@libs/graphql';

@ObjectType('GreetingTrigger', {
  implements: () => [NodeType],
  description: 'An automatic greeting of the visitors of a website.',
})
export class GreetingTriggerType extends NodeType {
  brandId: string;

  @Field(() => String, { description: 'Its name, for staff.' })
  name: string;

  @Field(() => String, { description: 'What it says to the visitor.' })
  text: string;

  @Field(() => String, {
    nullable: true,
    description: 'Part of the address of the pages on which it greets, letter case ignored; null means all.',
  })
  urlContains: string | null;

  @Field(() => Int, { description: 'Seconds on the page before it greets.' })
  afterSeconds: number;

  @Field(() => Boolean, { description: 'Whether it greets once in a visit; otherwise once on each page opened.' })
  oncePerVisit: boolean;

  @Field(() => Boolean, { description: 'Whether it greets at all.' })
  isEnabled: boolean;

  @Field(() => Date, { description: 'When it was added.' })
  createdAt: Date;
}

@ObjectType()
export class GreetingTriggerConnection extends connectionOf(GreetingTriggerType, 'GreetingTrigger') {}

@InputType({ description: 'A new automatic greeting.' })
export class AddGreetingTriggerInput extends MutationInput {
  @Field(() => String, { description: 'Code of the brand, e.g. BCW.' })
  brandCode: string;

  @Field(() => String, { description: 'Its name, for staff: 1 to 100 characters.' })
  name: string;

  @Field(() => String, { description: 'What it says to the visitor: 1 to 500 characters.' })
  text: string;

  @Field(() => String, {
    nullable: true,
    description: 'Part of the address of the pages on which it greets; left out or empty means all.',
  })
  urlContains?: string;

  @Field(() => Int, { defaultValue: 0, description: 'Seconds on the page before it greets, 0 to 3600.' })
  afterSeconds: number;

  @Field(() => Boolean, {
    defaultValue: true,
    description: 'Whether it greets once in a visit; otherwise once on each page opened.',
  })
  oncePerVisit: boolean;

  @Field(() => Boolean, { defaultValue: true, description: 'Whether it greets at all.' })
  isEnabled: boolean;
}

@InputType({ description: 'Changes of an automatic greeting; what is left out stays.' })
export class ChangeGreetingTriggerInput extends MutationInput {
  @Field(() => ID, { description: 'Id of the trigger.' })
  triggerId: string;

  @Field(() => String, { nullable: true, description: 'Its name, for staff: 1 to 100 characters.' })
  name?: string;

  @Field(() => String, { nullable: true, description: 'What it says to the visitor: 1 to 500 characters.' })
  text?: string;

  @Field(() => String, {
    nullable: true,
    description: 'Part of the address of the pages on which it greets; empty means all.',
  })
  urlContains?: string;

  @Field(() => Int, { nullable: true, description: 'Seconds on the page before it greets, 0 to 3600.' })
  afterSeconds?: number;

  @Field(() => Boolean, {
    nullable: true,
    description: 'Whether it greets once in a visit; otherwise once on each page opened.',
  })
  oncePerVisit?: boolean;

  @Field(() => Boolean, { nullable: true, description: 'Whether it greets at all.' })
  isEnabled?: boolean;
}
