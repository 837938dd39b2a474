import { startTestApp, type TestApp } from '@test/support/app.js';
import { key, makeOrganisation, type Organisation } from '@test/support/organisation.js';

const ADD = `mutation ($input: AddBrandInput!) { addBrand(input: $input) { __typename
  ... on AddBrandSuccess { brandId brand { code hosts channels { kind address purpose } } }
  ... on Refusal { reason } ... on InvalidInput { field } ... on BrandCodeTaken { field } } }`;
const CHANGE = `mutation ($input: ChangeBrandChatSettingsInput!) { changeBrandChatSettings(input: $input) { __typename
  ... on ChangeBrandChatSettingsSuccess { brand { code routingMode requestTimeoutSeconds availabilitySeconds workingHours { zone } } }
  ... on Refusal { reason } ... on InvalidInput { field } ... on NotFound { field } } }`;
const LIST = '{ brands(first: 100) { nodes { code } } }';

const always = {
  zone: 'Europe/Kyiv',
  windows: [{ weekdays: ['MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT', 'SUN'], opens: '00:00', closes: '24:00' }],
};
const brand = {
  code: 'QW',
  name: 'QualityWriters',
  websiteUrl: 'https://www.qualitywriters.example',
  hosts: ['QualityWriters.example'],
  workingHours: always,
  channels: [
    { kind: 'CHAT' },
    { kind: 'PHONE', address: '+18005550104', purpose: 'SUPPORT' },
    { kind: 'PHONE', address: '+18005550105', purpose: 'BILLING' },
    { kind: 'EMAIL', address: 'support@qualitywriters.example', purpose: 'SUPPORT' },
    { kind: 'MESSAGES' },
  ],
};

let app: TestApp;
let org: Organisation;

beforeAll(async () => {
  app = await startTestApp();
  org = await makeOrganisation(app);
});
afterAll(() => app.close());

const add = async (input: object, token = org.ada.token) =>
  (await app.graphql(ADD, { input: { clientKey: key(), ...brand, ...input } }, token)).data?.addBrand;
const change = async (input: object, token = org.ada.token) =>
  (await app.graphql(CHANGE, { input: { clientKey: key(), ...input } }, token)).data?.changeBrandChatSettings;

/** Asks until the brand is there: the fact that gives it to administrators is handled after the answer. */
async function seesBrand(code: string): Promise<boolean> {
  const deadline = Date.now() + 5_000;
  for (;;) {
    const { data } = await app.graphql(LIST, {}, org.ada.token);
    if (data?.brands.nodes.some((node: { code: string }) => node.code === code)) return true;
    if (Date.now() > deadline) return false;
    await new Promise((resolve) => setImmediate(resolve));
  }
}

describe('brands', () => {
  it('[R1] [R3] [R10] have their own ways of being reached, with lines by purpose', async () => {
    const added = await add({});
    expect(added).toMatchObject({
      __typename: 'AddBrandSuccess',
      brand: {
        code: 'QW',
        hosts: ['qualitywriters.example'],
        channels: brand.channels.map(({ kind, address = null, purpose = null }) => ({ kind, address, purpose })),
      },
    });
    expect(await seesBrand('QW')).toBe(true);
    const { data } = await app.graphql(LIST, {}, org.ann.token);
    expect(data?.brands.nodes).toEqual([{ code: 'BCW' }]);
  });

  it('[B6] are added once, however often they are asked for', async () => {
    const input = { ...brand, clientKey: key(), code: 'ONCE' };
    const answers = await Promise.all(Array.from({ length: 10 }, () => app.graphql(ADD, { input }, org.ada.token)));
    expect(new Set(answers.map((answer) => answer.data?.addBrand.brandId)).size).toBe(1);
    expect(await add({ code: 'ONCE' })).toMatchObject({ __typename: 'BrandCodeTaken', field: 'code' });
  });

  it('[B6] have codes of their own, also when many ask for the same code at once', async () => {
    const answers = await Promise.all(Array.from({ length: 6 }, () => add({ code: 'RACE' })));
    const added = answers.filter((answer) => answer?.__typename === 'AddBrandSuccess');
    const taken = answers.filter((answer) => answer?.__typename === 'BrandCodeTaken');
    expect([added.length, taken.length]).toEqual([1, 5]);
  });

  it('[S3] are shown by their ids to whoever sees them in the list, and to nobody else', async () => {
    const node = async (id: string, token: string) =>
      (await app.graphql('query ($id: ID!) { node(id: $id) { id ... on Brand { code } } }', { id }, token)).data?.node;
    const id = org.brands.BCW;
    expect(await node(id, org.ann.token)).toEqual({ id, code: 'BCW' });
    expect(await node(id.toUpperCase(), org.ann.token)).toEqual({ id, code: 'BCW' });
    expect(await node(id, org.eve.token)).toBeNull();
    expect(await node(id, (await org.visitor('BCW')).token)).toBeNull();
  });

  it.each([
    ['a malformed code', { code: 'bcw!' }, 'code'],
    ['no host', { hosts: [] }, 'hosts'],
    ['a host that is none', { hosts: ['https://x.example/path'] }, 'hosts'],
    ['an address that is none', { websiteUrl: 'javascript:alert(1)' }, 'websiteUrl'],
    ['an empty name', { name: '  ' }, 'name'],
    ['a NUL in the name', { name: 'a\0b' }, 'name'],
  ])('are refused with %s', async (_what, input, field) => {
    expect(await add({ code: 'NEW', ...input })).toMatchObject({ __typename: 'InvalidInput', field });
  });

  it.each([
    ['an unknown zone', { zone: 'Europe/Atlantis', windows: [] }, 'workingHours.zone'],
    [
      'a time that is none',
      { zone: 'Etc/GMT-2', windows: [{ weekdays: ['MON'], opens: '25:00', closes: '26:00' }] },
      'workingHours.windows[0].opens',
    ],
    [
      'windows that overlap through midnight',
      {
        zone: 'Etc/GMT-2',
        windows: [
          { weekdays: ['MON'], opens: '07:00', closes: '02:00' },
          { weekdays: ['TUE'], opens: '01:00', closes: '09:00' },
        ],
      },
      'workingHours.windows[1]',
    ],
  ])('[D5] keep their hours when they are given %s', async (_what, workingHours, field) => {
    const refused = await change({ brandCode: 'BCW', workingHours });
    expect(refused).toMatchObject({ __typename: 'InvalidInput' });
    expect(refused.field).toContain(field);
    expect(await change({ brandCode: 'BCW', requestTimeoutSeconds: 61 })).toMatchObject({
      brand: { requestTimeoutSeconds: 61, workingHours: { zone: 'Etc/UTC' } },
    });
  });

  it('[D5] keep hours in which holidays, or the hours of one, are null as if they were left out', async () => {
    const workingHours = { ...always, holidays: [{ date: '2026-12-25', windows: null }] };
    expect(await change({ brandCode: 'BCW', workingHours })).toMatchObject({ brand: { code: 'BCW' } });
    const closed = '{ brands(first: 1) { nodes { workingHours { holidays { date windows { opens } } } } } }';
    const { data } = await app.graphql(closed, {}, org.ada.token);
    expect(data?.brands.nodes[0].workingHours.holidays).toEqual([{ date: '2026-12-25', windows: null }]);
    const none = await change({ brandCode: 'BCW', workingHours: { ...always, zone: 'Etc/UTC', holidays: null } });
    expect(none).toMatchObject({ brand: { code: 'BCW' } });
  });

  it.each(['NOPE', 'bcw', 'BCW\0', '\ud800', ''])('are not there under what is no code: %j', async (brandCode) => {
    const outcome = await change({ brandCode, requestTimeoutSeconds: 30 });
    expect(outcome).toMatchObject({ __typename: 'NotFound', field: 'brandCode' });
  });

  it('[R39] [D5] may work across midnight in a zone with a fixed offset', async () => {
    const workingHours = {
      zone: 'Etc/GMT-2',
      windows: [{ weekdays: ['MON', 'TUE', 'WED', 'THU', 'FRI'], opens: '07:00', closes: '02:00' }],
    };
    expect(await change({ brandCode: 'WE', workingHours, routingMode: 'ASSIGNED' })).toMatchObject({
      __typename: 'ChangeBrandChatSettingsSuccess',
      brand: { routingMode: 'ASSIGNED', workingHours: { zone: 'Etc/GMT-2' } },
    });
  });

  it('are changed by administrators alone, and only those that they work for', async () => {
    const { errors } = await app.graphql(CHANGE, { input: { clientKey: key(), brandCode: 'BCW' } }, org.sue.token);
    expect(errors?.[0]?.extensions).toMatchObject({ code: 'FORBIDDEN' });
    const unknown = await change({ brandCode: 'NOPE', requestTimeoutSeconds: 30 });
    expect(unknown).toMatchObject({ __typename: 'NotFound', field: 'brandCode' });
    expect(await change({ brandCode: 'BCW', availabilitySeconds: 4 })).toMatchObject({ field: 'availabilitySeconds' });
  });
});
