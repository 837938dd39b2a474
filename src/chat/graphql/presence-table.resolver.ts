import { Field, ObjectType, Resolver } from '@nestjs/graphql';
import { Query } from '@libs/graphql';
import { RoutingModeEnum } from '@src/brands';
import { Allow } from '@src/identity';
import {
  AGENT_STATUSES,
  type AgentStatus,
  presenceRights,
  ROUTING_MODES,
  type RoutingMode,
} from '../model/presence.js';
import { AgentStatusEnum } from './presence.enums.js';

@ObjectType({ description: 'What an agent in a status may do under a routing mode.' })
class PresenceRule {
  @Field(() => AgentStatusEnum, { description: 'The status.' })
  status: AgentStatus;

  @Field(() => RoutingModeEnum, { description: 'The routing mode of the brand.' })
  routingMode: RoutingMode;

  @Field(() => Boolean, { description: 'Whether visitors find the brand online because of him.' })
  visibleOnline: boolean;

  @Field(() => Boolean, {
    description: 'Whether he is shown requests: all of them in BROADCAST, those given to him in ASSIGNED.',
  })
  seesRequest: boolean;

  @Field(() => Boolean, { description: 'Whether he may accept requests.' })
  mayAccept: boolean;

  @Field(() => Boolean, { description: 'Whether the server may give him requests.' })
  mayBeAssigned: boolean;

  @Field(() => Boolean, { description: 'Whether automatic greetings fire because of him.' })
  triggersFire: boolean;
}

@Resolver()
export class PresenceTableResolver {
  @Query(Allow('WATCH_CHATS'), () => [PresenceRule], {
    description: 'The table by which the server decides what each status allows.',
  })
  presenceTable(): PresenceRule[] {
    return AGENT_STATUSES.flatMap((status) =>
      ROUTING_MODES.map((routingMode) => ({ status, routingMode, ...presenceRights(status, routingMode) })),
    );
  }
}
