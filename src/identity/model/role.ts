/** Roles of staff and machines; the people outside have exactly one each. */
export const roles = [
  'ADMIN',
  'SUPERVISOR',
  'SALES_HEAD',
  'AGENT',
  'SERVICE',
  'CUSTOMER',
  'WRITER',
  'VISITOR',
] as const;

/** One of {@link roles}. */
export type Role = (typeof roles)[number];

/** Roles that a member of staff can have. */
export const staffRoles = ['ADMIN', 'SUPERVISOR', 'SALES_HEAD', 'AGENT'] as const satisfies readonly Role[];

/** One of {@link staffRoles}. */
export type StaffRole = (typeof staffRoles)[number];

/** What an operation can ask for. Operations name a permission, never a role. */
export const permissions = [
  'USE_CHAT_WIDGET',
  'TAKE_PART_IN_CHAT',
  'SERVE_CHATS',
  'WATCH_CHATS',
  'SUPERVISE',
  'MANAGE_ORGANISATION',
  'HAVE_ACCOUNT',
] as const;

/** One of {@link permissions}. */
export type Permission = (typeof permissions)[number];

/** Which permissions each role gives. The role matrix of the tests is checked against this table. */
export const permissionsOf: Readonly<Record<Role, readonly Permission[]>> = {
  ADMIN: ['TAKE_PART_IN_CHAT', 'SERVE_CHATS', 'WATCH_CHATS', 'SUPERVISE', 'MANAGE_ORGANISATION', 'HAVE_ACCOUNT'],
  SUPERVISOR: ['TAKE_PART_IN_CHAT', 'SERVE_CHATS', 'WATCH_CHATS', 'SUPERVISE', 'HAVE_ACCOUNT'],
  SALES_HEAD: ['TAKE_PART_IN_CHAT', 'SERVE_CHATS', 'WATCH_CHATS', 'HAVE_ACCOUNT'],
  AGENT: ['TAKE_PART_IN_CHAT', 'SERVE_CHATS', 'WATCH_CHATS', 'HAVE_ACCOUNT'],
  SERVICE: ['WATCH_CHATS'],
  CUSTOMER: ['USE_CHAT_WIDGET', 'TAKE_PART_IN_CHAT'],
  WRITER: ['USE_CHAT_WIDGET', 'TAKE_PART_IN_CHAT'],
  VISITOR: ['USE_CHAT_WIDGET', 'TAKE_PART_IN_CHAT'],
};
