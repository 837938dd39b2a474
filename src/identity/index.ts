export { IdentityModule, identityEntities } from './identity.module.js';
export { identityFactHandlers } from './identity.handlers.module.js';
export { identitySettings, oidcSettings } from './identity.config.js';
export { anonymous, isOutside, isStaff, may, seesBrand } from './model/actor.js';
export type { Actor, AnonymousActor, OutsideActor, ServiceActor, StaffActor } from './model/actor.js';
export {
  type Permission,
  permissions,
  permissionsOf,
  type Role,
  roles,
  type StaffRole,
  staffRoles,
} from './model/role.js';
export { OutsideParties, type VouchedPerson } from './ports/outside-parties.js';
export { AgentDirectory } from './queries/agent-directory.js';
export type { AgentView } from './queries/agent-directory.js';
export { networkOf } from './authentication/log-in-attempts.js';
export { VisitorTokens } from './tokens/visitor-tokens.js';
export { AddAgentWithPassword } from './use-cases/add-agent-with-password.js';
export { Allow, AllowAnyone } from './graphql/allow.decorator.js';
export { AgentType } from './graphql/agent.type.js';
