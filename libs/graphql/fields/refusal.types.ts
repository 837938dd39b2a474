import { Field, InterfaceType, ObjectType } from '@nestjs/graphql';

/** What all refusals have in common. */
@InterfaceType('Refusal', { description: 'An expected no: nothing was changed, and the reason says why.' })
export abstract class RefusalType {
  @Field(() => String, { description: 'One sentence in plain English for the person who asked.' })
  reason: string;
}

@ObjectType('NotFound', {
  implements: () => [RefusalType],
  description: 'There is no such object, or it is not for you to see: both answer alike.',
})
export class NotFoundType extends RefusalType {
  @Field(() => String, { description: 'Path of the input field that names the object.' })
  field: string;
}

@ObjectType('InvalidInput', { implements: () => [RefusalType], description: 'A value in the input breaks a rule.' })
export class InvalidInputType extends RefusalType {
  @Field(() => String, { description: 'Path of the input field at fault.' })
  field: string;
}

@ObjectType('ClientKeyReused', {
  implements: () => [RefusalType],
  description: 'The client key was used before with other input, or for another mutation.',
})
export class ClientKeyReusedType extends RefusalType {}
