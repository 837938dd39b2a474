import { randomUUID } from 'node:crypto';
import type { ActorRef } from '@libs/domain';
import { NodeSources } from '@libs/graphql';
import { addTrigger, removeTriggers, TRIGGER } from './greeting-triggers.js';
import { type ShownPage, startTwoWebsites, type TwoWebsites } from './two-websites.js';

let site: TwoWebsites;
let agent: string;
let supervisor: string;

beforeAll(async () => {
  site = await startTwoWebsites();
});
afterAll(() => site?.close());
beforeEach(async () => {
  agent = await site.staff('AGENT');
  supervisor = await site.staff('SUPERVISOR');
});
afterEach(() => removeTriggers(site, supervisor));

const add = (content?: object) => addTrigger(site, supervisor, content);
const node = (id: string, role: string, brand: 'BCW' | 'WE') =>
  site.app
    .get(NodeSources)
    .find({ kind: 'AGENT', id: randomUUID(), roles: [role], brandIds: [site.brandIds[brand]] } as ActorRef, id);

describe('the triggers of a brand', () => {
  it('are kept by its supervisors and administrators', async () => {
    const admin = await site.staff('ADMIN');
    const input = {
      brandCode: 'BCW',
      name: 'Prices',
      text: 'Hello!',
      urlContains: '/prices',
      afterSeconds: 5,
      oncePerVisit: false,
    };
    const added = await site.mutate('addGreetingTrigger', TRIGGER, input, admin);
    expect(added.trigger).toEqual({
      id: added.trigger.id,
      name: 'Prices',
      text: 'Hello!',
      urlContains: '/prices',
      afterSeconds: 5,
      oncePerVisit: false,
      isEnabled: true,
      brand: { code: 'BCW' },
    });
    expect(await node(added.trigger.id, 'SUPERVISOR', 'BCW')).toMatchObject({
      __typename: 'GreetingTrigger',
      name: 'Prices',
    });
    expect(await node(added.trigger.id, 'AGENT', 'BCW')).toBeUndefined();
    const { token } = await site.newVisitor();
    for (const stranger of [agent, token]) {
      await expect(site.mutate('addGreetingTrigger', TRIGGER, input, stranger)).rejects.toMatchObject({
        code: 'FORBIDDEN',
      });
      await expect(site.ask('{ greetingTriggers(brandCode: "BCW") { nodes { id } } }', stranger)).rejects.toThrow(
        'Your role',
      );
    }
  });

  it.each([
    ['name', ''],
    ['name', 'n'.repeat(101)],
    ['text', ' '],
    ['text', 't'.repeat(501)],
    ['text', 'a\0b'],
    ['text', '\ud800'],
    ['urlContains', 'u'.repeat(501)],
    ['afterSeconds', -1],
    ['afterSeconds', 3_601],
  ])('are refused when the %s cannot be', async (field, value) => {
    const input = { brandCode: 'BCW', name: 'Hello', text: 'Hello!', [field]: value };
    expect(await site.mutate('addGreetingTrigger', TRIGGER, input, supervisor)).toMatchObject({
      __typename: 'InvalidInput',
      field,
    });
    const triggerId = await add({ urlContains: 'x' });
    expect(
      await site.mutate('changeGreetingTrigger', TRIGGER, { triggerId, [field]: value }, supervisor),
    ).toMatchObject({ field });
    expect(
      await site.ask(
        '{ greetingTriggers(brandCode: "BCW") { nodes { name text urlContains afterSeconds } } }',
        supervisor,
      ),
    ).toEqual({
      nodes: [{ name: 'Hello', text: 'Hello! Can we help you?', urlContains: 'x', afterSeconds: 0 }],
    });
  });

  it("[R28] link to their own brand's site and to strangers', not to another brand's, new or changed", async () => {
    const LINKS = '... on ForeignBrandLink { field links { brandCode } }';
    const REFUSED = { __typename: 'ForeignBrandLink', field: 'text', links: [{ brandCode: 'WE' }] };
    const send = async (name: string, input: object) => {
      const type = `${name[0]?.toUpperCase()}${name.slice(1)}`;
      const query = `mutation($input: ${type}Input!) { ${name}(input: $input) { __typename ${LINKS} ... on ${type}Success { ${TRIGGER} } } }`;
      const { data } = await site.graphql(query, { input: { clientKey: randomUUID(), ...input } }, supervisor);
      return data![name];
    };
    const input = { brandCode: 'BCW', name: 'Order', text: 'Order at wise.example/order' };
    expect(await send('addGreetingTrigger', input)).toEqual(REFUSED);
    const triggerId = await add({ text: 'Order at bcw.example/order, read wikipedia.org' });
    expect(await send('changeGreetingTrigger', { triggerId, text: 'See https://www.wise.example' })).toEqual(REFUSED);
    const { nodes } = await site.ask<ShownPage<object>>(
      '{ greetingTriggers(brandCode: "BCW") { nodes { text } } }',
      supervisor,
    );
    expect(nodes).toEqual([{ text: 'Order at bcw.example/order, read wikipedia.org' }]);
  });

  it('are not there for another brand’s supervisor', async () => {
    const triggerId = await add();
    const other = await site.staff('SUPERVISOR', 'WE');
    for (const id of [triggerId, randomUUID(), 'x', '\0'])
      for (const mutation of ['changeGreetingTrigger', 'removeGreetingTrigger'])
        expect(await site.mutate(mutation, '__typename', { triggerId: id }, other)).toEqual({
          __typename: 'NotFound',
          reason: 'No such trigger.',
          field: 'triggerId',
        });
    for (const brandCode of ['BCW', 'NONE', '\0'])
      expect(
        await site.mutate('addGreetingTrigger', TRIGGER, { brandCode, name: 'a', text: 'b' }, other),
      ).toMatchObject({ field: 'brandCode' });
    await expect(site.ask('{ greetingTriggers(brandCode: "BCW") { nodes { id } } }', other)).rejects.toThrow(
      'No such brand.',
    );
    expect(await node(triggerId, 'SUPERVISOR', 'WE')).toBeUndefined();
    expect(await node('x', 'SUPERVISOR', 'WE')).toBeUndefined();
  });

  it('[B6] are added once for one client key, and listed page by page', async () => {
    const clientKey = randomUUID();
    const ids = await Promise.all(Array.from({ length: 5 }, () => add({ clientKey, name: 'B' })));
    expect(new Set(ids).size).toBe(1);
    await add({ name: 'C' });
    await add({ name: 'A' });
    const page = (after?: string) =>
      site.ask<ShownPage<object>>(
        'query($after: String) { greetingTriggers(brandCode: "BCW", first: 2, after: $after) { nodes { name } pageInfo { hasNextPage endCursor } } }',
        supervisor,
        { after },
      );
    const first = await page();
    expect(first.nodes).toEqual([{ name: 'A' }, { name: 'B' }]);
    expect((await page(first.pageInfo.endCursor)).nodes).toEqual([{ name: 'C' }]);
    await expect(page('x')).rejects.toMatchObject({ extensions: { field: 'after' } });
  });
});
