import { Args, Field, InputType, ObjectType, Resolver } from '@nestjs/graphql';
import { answer, commandOf, CurrentEdge, type EdgeContext, Mutation, MutationInput, resultUnion } from '@libs/graphql';
import { Allow, type StaffActor } from '@src/identity';
import type { AgentStatus } from '../model/presence.js';
import { AvailabilityDesk } from '../queries/chat-availability.js';
import { MyPresence } from '../queries/my-presence.js';
import { SetMyStatus } from '../use-cases/set-my-status.js';
import { MyPresenceType, showMyPresence } from './my-presence.type.js';
import { AgentStatusEnum } from './presence.enums.js';
import { StillOnDutyType } from './presence.refusals.types.js';

@InputType({ description: 'How you are to be seen.' })
class SetMyStatusInput extends MutationInput {
  @Field(() => AgentStatusEnum, { description: 'The status; OFFLINE signs you out of chat.' })
  status: AgentStatus;
}

@ObjectType({ description: 'Your status was changed.' })
class SetMyStatusSuccess {
  @Field(() => MyPresenceType, { description: 'Your presence as it is now.' })
  presence: MyPresenceType;
}

const SetMyStatusResult = resultUnion('SetMyStatus', SetMyStatusSuccess, { StillOnDuty: StillOnDutyType });

@Resolver()
export class SetMyStatusMutation {
  constructor(
    private readonly useCase: SetMyStatus,
    private readonly presence: MyPresence,
    private readonly desk: AvailabilityDesk,
  ) {}

  @Mutation(Allow('SERVE_CHATS'), () => SetMyStatusResult, {
    description: 'Signs you in to chat with a status, changes it, or signs you out. Then keep it by keepMyPresence.',
  })
  setMyStatus(@CurrentEdge() edge: EdgeContext<StaffActor>, @Args('input') input: SetMyStatusInput) {
    return answer(
      SetMyStatusResult,
      this.useCase.execute(commandOf('setMyStatus', edge, input)),
      async ({ agentId }) => {
        this.desk.forget();
        const view = await this.presence.of(agentId);
        return view ? { presence: showMyPresence(view) } : {};
      },
    );
  }
}
