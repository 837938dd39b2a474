import { Injectable } from '@nestjs/common';
import { Field, ObjectType } from '@nestjs/graphql';
import { AgentDirectory } from '../queries/agent-directory.js';
import { type LogInGeneration, LogInTokenFactory } from '../tokens/log-in-tokens.js';
import { AgentType } from './agent.type.js';
import { LogInTokensType } from './log-in-tokens.type.js';

/** What every way of signing in answers with. */
@ObjectType({ isAbstract: true })
export abstract class LogInSuccessFields {
  @Field(() => LogInTokensType, { description: 'What to present from now on.' })
  tokens: LogInTokensType;

  @Field(() => AgentType, { description: 'Who you are.' })
  agent: AgentType;
}

/** Shows a log-in: its tokens, and whose it is. */
@Injectable()
export class LogInAnswers {
  constructor(
    private readonly tokens: LogInTokenFactory,
    private readonly agents: AgentDirectory,
  ) {}

  async show(generation: LogInGeneration): Promise<LogInSuccessFields> {
    const [agent] = await this.agents.byIds([generation.agentId]);
    if (!agent) throw new Error('A log-in belongs to nobody.');
    return { tokens: await this.tokens.tokensOf(generation), agent };
  }
}
