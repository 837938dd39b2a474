import { Field, ID, ObjectType, registerEnumType, Resolver } from '@nestjs/graphql';
import { CurrentEdge, type EdgeContext, Query } from '@libs/graphql';
import { type Actor, isStaff } from '../model/actor.js';
import { type Permission, permissions, permissionsOf, type Role, roles } from '../model/role.js';
import { AgentDirectory } from '../queries/agent-directory.js';
import { AgentType } from './agent.type.js';
import { AllowAnyone } from './allow.decorator.js';
import { PersonalSettingsType } from './personal-settings.type.js';

const CallerKindEnum = { STAFF: 'STAFF', SERVICE: 'SERVICE', OUTSIDE: 'OUTSIDE', ANONYMOUS: 'ANONYMOUS' } as const;
type CallerKind = keyof typeof CallerKindEnum;
registerEnumType(CallerKindEnum, {
  name: 'CallerKind',
  description: 'Who asks.',
  valuesMap: {
    STAFF: { description: 'A member of staff.' },
    SERVICE: { description: 'A machine with a service token.' },
    OUTSIDE: { description: 'A visitor, customer or writer.' },
    ANONYMOUS: { description: 'Somebody who presented no credentials.' },
  },
});
const kinds: Readonly<Record<Actor['kind'], CallerKind>> = {
  AGENT: 'STAFF',
  SERVICE: 'SERVICE',
  VISITOR: 'OUTSIDE',
  ANONYMOUS: 'ANONYMOUS',
};

const RoleEnum = Object.fromEntries(roles.map((role) => [role, role])) as { [R in Role]: R };
registerEnumType(RoleEnum, {
  name: 'Role',
  description: 'What somebody is.',
  valuesMap: {
    ADMIN: { description: 'Manages the organisation.' },
    SUPERVISOR: { description: 'Leads agents and advises them.' },
    SALES_HEAD: { description: 'Leads the sales of his brands.' },
    AGENT: { description: 'Serves visitors, customers and writers.' },
    SERVICE: { description: 'A machine.' },
    CUSTOMER: { description: 'A customer for whom the brand’s website vouches.' },
    WRITER: { description: 'A writer for whom the brand’s website vouches.' },
    VISITOR: { description: 'Somebody on the brand’s website.' },
  },
});

const PermissionEnum = Object.fromEntries(permissions.map((name) => [name, name])) as { [P in Permission]: P };
registerEnumType(PermissionEnum, {
  name: 'Permission',
  description: 'What an operation can ask of its caller.',
  valuesMap: {
    USE_CHAT_WIDGET: { description: 'Be on a brand’s website and ask for a chat there.' },
    TAKE_PART_IN_CHAT: { description: 'Read and write in chats of one’s own.' },
    SERVE_CHATS: { description: 'Accept chats and serve them.' },
    WATCH_CHATS: { description: 'See visitors, chats and staff of one’s brands.' },
    SUPERVISE: { description: 'Lead agents, and advise them in their chats.' },
    MANAGE_ORGANISATION: { description: 'Change accounts, brands and credentials.' },
    HAVE_ACCOUNT: { description: 'Have a log-in and personal settings.' },
  },
});

@ObjectType('Me', { description: 'Who you are, as far as the server knows.' })
class MeType {
  @Field(() => CallerKindEnum, { description: 'What kind of caller you are.' })
  kind: CallerKind;

  @Field(() => [RoleEnum], { description: 'What you are.' })
  roles: readonly Role[];

  @Field(() => [PermissionEnum], { description: 'What you may do.' })
  permissions: readonly Permission[];

  @Field(() => [ID], { description: 'Brands that you may see.' })
  brandIds: readonly string[];

  @Field(() => Date, { nullable: true, description: 'When your credentials end; null means not by themselves.' })
  expiresAt: Date | null;

  @Field(() => AgentType, { nullable: true, description: 'Your account, if you are a member of staff.' })
  agent: AgentType | null;

  @Field(() => PersonalSettingsType, {
    nullable: true,
    description: 'Your personal settings, if you are a member of staff.',
  })
  settings: PersonalSettingsType | null;
}

@Resolver(() => MeType)
export class MeResolver {
  constructor(private readonly directory: AgentDirectory) {}

  @Query(AllowAnyone('callers learn only who they said they are'), () => MeType, { description: 'Who you are.' })
  async me(@CurrentEdge() { actor }: EdgeContext<Actor>): Promise<MeType> {
    const [[agent], settings] = isStaff(actor)
      ? await Promise.all([this.directory.byIds([actor.id]), this.directory.settingsOf(actor.id)])
      : [[]];
    return {
      kind: kinds[actor.kind],
      roles: actor.roles,
      permissions: permissions.filter((name) => actor.roles.some((role) => permissionsOf[role].includes(name))),
      brandIds: actor.brandIds,
      expiresAt: actor.expiresAt ?? null,
      agent: agent ?? null,
      settings: settings ?? null,
    };
  }
}
