import { Field, ID, Int, ObjectType, registerEnumType } from '@nestjs/graphql';
import { connectionOf, NodeType } from '@libs/graphql';
import type { AccountStatus } from '../model/agent.entity.js';
import type { StaffRole } from '../model/role.js';

export const StaffRoleEnum = {
  ADMIN: 'ADMIN',
  SUPERVISOR: 'SUPERVISOR',
  SALES_HEAD: 'SALES_HEAD',
  AGENT: 'AGENT',
} as const;
registerEnumType(StaffRoleEnum, {
  name: 'StaffRole',
  description: 'What a member of staff is.',
  valuesMap: {
    ADMIN: { description: 'Manages the organisation: accounts, brands, credentials.' },
    SUPERVISOR: { description: 'Leads agents and advises them.' },
    SALES_HEAD: { description: 'Leads the sales of his brands.' },
    AGENT: { description: 'Serves visitors, customers and writers.' },
  },
});

export const AccountStatusEnum = { OPEN: 'OPEN', CLOSED: 'CLOSED' } as const;
registerEnumType(AccountStatusEnum, {
  name: 'AccountStatus',
  description: 'Whether a member of staff may sign in.',
  valuesMap: {
    OPEN: { description: 'He may sign in.' },
    CLOSED: { description: 'He may not; the account stays, because what he did stays.' },
  },
});

@ObjectType('Agent', { implements: () => [NodeType], description: 'A member of staff.' })
export class AgentType extends NodeType {
  @Field(() => String, { description: 'Name as others see it.' })
  displayName: string;

  @Field(() => String, { description: 'Email address, in lower case; what he signs in with.' })
  email: string;

  @Field(() => [StaffRoleEnum], { description: 'What he is.' })
  roles: readonly StaffRole[];

  @Field(() => [ID], { description: 'Brands that he works for.' })
  brandIds: readonly string[];

  @Field(() => [String], { description: 'Codes of the departments that he belongs to.' })
  departmentCodes: readonly string[];

  @Field(() => Int, {
    description: 'Most chats that he serves at the same time, 0 to 50; 0 means that he serves none.',
  })
  maxChats: number;

  @Field(() => AccountStatusEnum, { description: 'Whether he may sign in.' })
  status: AccountStatus;

  @Field(() => Date, { description: 'When the account was made.' })
  createdAt: Date;
}

@ObjectType({ description: 'A page of a list of members of staff.' })
export class AgentConnection extends connectionOf(AgentType, 'Agent') {}
