import { Args, Field, InputType, ObjectType, Resolver } from '@nestjs/graphql';
import { answer, commandOf, CurrentEdge, type EdgeContext, Mutation, MutationInput, resultUnion } from '@libs/graphql';
import { Allow, type StaffActor } from '@src/identity';
import { MyPresence } from '../queries/my-presence.js';
import { KeepMyPresence } from '../use-cases/keep-my-presence.js';
import { MyPresenceType, showMyPresence } from './my-presence.type.js';
import { NotSignedInType } from './presence.refusals.types.js';

@InputType({ description: 'A heartbeat of your client.' })
class KeepMyPresenceInput extends MutationInput {
  @Field(() => Boolean, {
    description: 'Whether you did something since the last heartbeat; only that counts as activity.',
  })
  acted: boolean;
}

@ObjectType({ description: 'You are still there.' })
class KeepMyPresenceSuccess {
  @Field(() => MyPresenceType, { description: 'Your presence as it is now.' })
  presence: MyPresenceType;
}

const KeepMyPresenceResult = resultUnion('KeepMyPresence', KeepMyPresenceSuccess, { NotSignedIn: NotSignedInType });

@Resolver()
export class KeepMyPresenceMutation {
  constructor(
    private readonly useCase: KeepMyPresence,
    private readonly presence: MyPresence,
  ) {}

  @Mutation(Allow('SERVE_CHATS'), () => KeepMyPresenceResult, {
    description:
      'Tells that your client still runs, and whether you acted. Without it you count as gone after the lease.',
  })
  keepMyPresence(@CurrentEdge() edge: EdgeContext<StaffActor>, @Args('input') input: KeepMyPresenceInput) {
    const outcome = this.useCase.execute(commandOf('keepMyPresence', edge, input));
    return answer(KeepMyPresenceResult, outcome, async ({ agentId }) => {
      const view = await this.presence.of(agentId);
      return view ? { presence: showMyPresence(view) } : {};
    });
  }
}
