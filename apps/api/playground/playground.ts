import type { DynamicModule } from '@nestjs/common';
import { type Field, PlaygroundModule, type Role } from '@libs/playground';
import { Database } from '@libs/database';
import { DEMO_LOG_INS, DEMO_PASSWORD, hasDemoOrganisation } from '../../all-in-one/demo-organisation.js';
import { adminRole } from './admin.role.js';
import { agentRole } from './agent.role.js';
import { anAgentIsOnline } from './steps.js';
import { supervisorRole } from './supervisor.role.js';
import { visitorRole } from './visitor.role.js';

/** The four parts to play. Without the demo organisation the page asks for a log-in, and nobody plays the other side. */
export function playgroundRoles(demo: boolean): readonly Role[] {
  const agent = demo ? anAgentIsOnline({ email: DEMO_LOG_INS.agents[0], password: DEMO_PASSWORD }) : [];
  const fields = (email: string): readonly Field[] => [
    { name: 'email', label: 'Email', ...(demo && { value: email }) },
    { name: 'password', label: 'Password', isSecret: true, ...(demo && { value: DEMO_PASSWORD }) },
  ];
  return [
    visitorRole(agent),
    agentRole(fields(DEMO_LOG_INS.agents[0])),
    supervisorRole(fields(DEMO_LOG_INS.supervisor), agent),
    adminRole(fields(DEMO_LOG_INS.admin)),
  ];
}

/** The playground at /graphiql. */
export const playground: DynamicModule = PlaygroundModule.forRoot<Database>({
  title: 'Parley',
  endpoint: '/graphql',
  inject: Database,
  roles: async (database) => playgroundRoles(await hasDemoOrganisation(database)),
});
