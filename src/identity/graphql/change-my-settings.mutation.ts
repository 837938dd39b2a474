import { Args, Field, InputType, Int, ObjectType, Resolver } from '@nestjs/graphql';
import { answer, commandOf, CurrentEdge, type EdgeContext, Mutation, MutationInput, resultUnion } from '@libs/graphql';
import type { StaffActor } from '../model/actor.js';
import { firstSettings, type Sound } from '../model/personal-settings.js';
import { AgentDirectory } from '../queries/agent-directory.js';
import { ChangeMySettings } from '../use-cases/change-my-settings.js';
import { AgentType } from './agent.type.js';
import { Allow } from './allow.decorator.js';
import { PersonalSettingsType, SoundEnum } from './personal-settings.type.js';

@InputType({ description: 'New personal settings; what is left out stays.' })
class ChangeMySettingsInput extends MutationInput {
  @Field(() => String, { nullable: true, description: 'Your name as others see it, 1 to 100 characters.' })
  displayName?: string;

  @Field(() => SoundEnum, { nullable: true, description: 'Sound of a new chat request.' })
  requestSound?: Sound;

  @Field(() => SoundEnum, { nullable: true, description: 'Sound of a new message.' })
  messageSound?: Sound;

  @Field(() => Int, { nullable: true, description: 'Volume of the sounds, from 0 (silent) to 100.' })
  volume?: number;

  @Field(() => Boolean, { nullable: true, description: 'Whether the desktop shows notifications.' })
  desktopNotifications?: boolean;

  @Field(() => String, {
    nullable: true,
    description: 'IANA time zone in which times are shown, e.g. Europe/Kyiv; empty text means that of the device.',
  })
  timeZone?: string;

  @Field(() => String, { nullable: true, description: 'Language as a BCP 47 tag, e.g. en-US.' })
  locale?: string;
}

@ObjectType({ description: 'The settings were changed.' })
class ChangeMySettingsSuccess {
  @Field(() => PersonalSettingsType, { description: 'The settings as they are now.' })
  settings: PersonalSettingsType;

  @Field(() => AgentType, { description: 'You, as others see you now.' })
  agent: AgentType;
}

const ChangeMySettingsResult = resultUnion('ChangeMySettings', ChangeMySettingsSuccess);

@Resolver()
export class ChangeMySettingsMutation {
  constructor(
    private readonly useCase: ChangeMySettings,
    private readonly directory: AgentDirectory,
  ) {}

  @Mutation(Allow('HAVE_ACCOUNT'), () => ChangeMySettingsResult, {
    description: 'Changes your personal settings: sounds, notifications, time zone, language, name.',
  })
  changeMySettings(@CurrentEdge() edge: EdgeContext<StaffActor>, @Args('input') input: ChangeMySettingsInput) {
    const outcome = this.useCase.execute(commandOf('changeMySettings', edge, input));
    return answer(ChangeMySettingsResult, outcome, async ({ agentId }) => {
      const [[agent], settings] = await Promise.all([
        this.directory.byIds([agentId]),
        this.directory.settingsOf(agentId),
      ]);
      return { agent, settings: settings ?? firstSettings };
    });
  }
}
