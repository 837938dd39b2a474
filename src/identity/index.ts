export { anonymous, isOutside, isStaff, may, seesBrand } from './model/actor.js';
export type { Actor, AnonymousActor, OutsideActor, ServiceActor, StaffActor } from './model/actor.js';
export { permissions, permissionsOf, roles, staffRoles } from './model/role.js';
export type { Permission, Role, StaffRole } from './model/role.js';
export { Allow, AllowAnyone } from './graphql/allow.decorator.js';
