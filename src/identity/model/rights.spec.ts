import { checkedRights, type Rights } from './rights.js';

const rights: Rights = { roles: ['AGENT'], brandIds: [], departmentCodes: ['SALES'], maxChats: 4 };

it('names each role, brand and department once', () => {
  const twice = checkedRights({
    roles: ['AGENT', 'ADMIN', 'AGENT'],
    brandIds: ['a', 'b', 'a'],
    departmentCodes: ['SALES', 'SALES'],
    maxChats: 50,
  });
  expect(twice).toEqual({ roles: ['AGENT', 'ADMIN'], brandIds: ['a', 'b'], departmentCodes: ['SALES'], maxChats: 50 });
});

it.each([
  ['roles', { roles: [] }],
  ['roles', { roles: ['SERVICE'] as never[] }],
  ['departmentCodes.1', { departmentCodes: ['SALES', 'no code'] }],
  ['brandIds', { brandIds: Array<string>(201).fill('a') }],
  ['maxChats', { maxChats: 51 }],
  ['maxChats', { maxChats: -1 }],
  ['maxChats', { maxChats: 1.5 }],
])('refuses wrong %s', (field, change) => {
  expect(refusalOf(() => checkedRights({ ...rights, ...change }))).toMatchObject({
    code: 'InvalidInput',
    details: { field },
  });
});

function refusalOf(work: () => unknown): unknown {
  try {
    return work();
  } catch (error) {
    return error;
  }
}
