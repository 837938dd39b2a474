import { InvalidInput } from '@libs/domain';
import { type StaffRole, staffRoles } from './role.js';

/** What a member of staff may do, and where. */
export interface Rights {
  readonly roles: StaffRole[];
  readonly brandIds: string[];
  readonly departmentCodes: string[];
  readonly maxChats: number;
}

const MOST = 200;

/**
 * Rights that can be: each role, brand and department once.
 * @throws InvalidInput without a role, for a department that is no code, and for a number of chats outside 0…50
 */
export function checkedRights(rights: Rights): Rights {
  const roles = [...new Set(rights.roles)];
  if (roles.length === 0) throw new InvalidInput('roles', 'An account has at least one role.');
  if (!roles.every((role) => staffRoles.includes(role)))
    throw new InvalidInput('roles', 'This is not a role of staff.');
  const departmentCodes = [...new Set(rights.departmentCodes)];
  departmentCodes.forEach((code, i) => {
    if (!/^[A-Z][A-Z0-9_-]{0,29}$/.test(code))
      throw new InvalidInput(
        `departmentCodes.${i}`,
        'A code has 1 to 30 capital letters, digits, hyphens or underscores.',
      );
  });
  if (departmentCodes.length > MOST) throw new InvalidInput('departmentCodes', `These are more than ${MOST}.`);
  if (rights.brandIds.length > MOST) throw new InvalidInput('brandIds', `These are more than ${MOST}.`);
  if (!Number.isInteger(rights.maxChats) || rights.maxChats < 0 || rights.maxChats > 50)
    throw new InvalidInput('maxChats', 'The number of chats is a whole number from 0 to 50.');
  return { roles, brandIds: [...new Set(rights.brandIds)], departmentCodes, maxChats: rights.maxChats };
}
