import { randomUUID } from 'node:crypto';
import type { ActorRef } from '@libs/domain';
import { NodeSources } from '@libs/graphql';
import { VisitorTokens } from '@src/identity';
import { countRows, HOME, listVisitors, visitPage } from './site-visits.js';
import { type Outcome, startTwoWebsites, type TwoWebsites } from './two-websites.js';

const KEY = 'a-key-that-nobody-guesses';

let site: TwoWebsites;

beforeAll(async () => {
  site = await startTwoWebsites();
});
afterAll(() => site?.close());

const node = (id: string, actor: object) =>
  site.app.get(NodeSources).find({ id: randomUUID(), ...actor } as ActorRef, id);

describe('a visitor session', () => {
  const open = (input: object) =>
    site.mutate('openVisitorSession', 'visitorId token expiresAt', { brandCode: 'BCW', ...input });

  it('[S14] [B6] gives one visitor and one token for one key, however often it is asked for', async () => {
    const before = await countRows(site, 'visitor');
    const answers = await Promise.all(Array.from({ length: 12 }, () => open({ clientKey: KEY })));
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
    expect(await countRows(site, 'visitor')).toBe(before + 1);
    expect((await open({ clientKey: randomUUID() })).visitorId).not.toBe(answers[0]?.visitorId);
    expect(await open({ clientKey: KEY, brandCode: 'WE' })).toMatchObject({ __typename: 'ClientKeyReused' });
  });

  it('[S14] is not given for a key that could be guessed, nor for an unknown brand, and the token is not kept', async () => {
    expect(await open({ clientKey: '12345678' })).toMatchObject({ __typename: 'InvalidInput', field: 'clientKey' });
    expect(await open({ clientKey: '1234567890123456789' })).toMatchObject({
      __typename: 'InvalidInput',
      field: 'clientKey',
    });
    for (const brandCode of ['XX', 'bcw', '\0', '\ud800'])
      expect(await open({ brandCode })).toMatchObject({ __typename: 'NotFound', field: 'brandCode' });
    const { token } = await open({});
    expect(await site.database.rows('select from client_key where answer::text like $1', [`%${token}%`])).toEqual([]);
  });

  it('[S14] shows its owner his own visit and nothing of what staff sees', async () => {
    const { id, token } = await site.newVisitor();
    expect(await site.ask('{ myVisit { visitorId isOnSite page { url } greeting { id } openChatId } }', token)).toEqual(
      {
        visitorId: id,
        isOnSite: false,
        page: null,
        greeting: null,
        openChatId: null,
      },
    );
    await expect(site.ask(`{ visitor(id: "${id}") { id } }`, token)).rejects.toThrow('Your role does not allow this.');
    await expect(listVisitors(site, token)).rejects.toThrow('Your role does not allow this.');
    expect(await node(id, { kind: 'VISITOR', roles: ['VISITOR'], brandIds: [site.brandIds.BCW] })).toBeUndefined();
  });
});

it('[S14] lets nobody act as a visitor who is not there, or as one of another brand, whatever token he holds', async () => {
  const tokens = site.app.get(VisitorTokens, { strict: false });
  const { id } = await site.newVisitor('WE');
  for (const visitorId of [randomUUID(), id]) {
    const { token } = await tokens.issue(visitorId, site.brandIds.BCW, site.clock.now());
    const refused = { __typename: 'NotFound', field: 'visitor' };
    expect(await visitPage(site, token)).toMatchObject(refused);
    expect(await site.mutate('keepVisit', '__typename', {}, token)).toMatchObject(refused);
    expect(await site.mutate('leaveSite', '__typename', {}, token)).toMatchObject(refused);
    expect(await site.mutate('tellWhoIAm', '__typename', { name: 'X' }, token)).toMatchObject(refused);
    await expect(site.ask('{ myVisit { visitorId } }', token)).rejects.toMatchObject({
      extensions: { refusal: 'NotFound' },
    });
  }
  expect(await site.database.rows('select from timer where subject_id = $1', [id])).toEqual([]);
});

it('[S14] refuses more pages of one visitor than a minute allows; another visitor is not in the way', async () => {
  const narrow = await startTwoWebsites({ overrides: { chat: { visitorPagesPerMinute: 2 } } });
  try {
    const [one, two] = [await narrow.newVisitor(), await narrow.newVisitor()];
    const open = (token: string, n: number) =>
      narrow.mutate('visitPage', 'seenUntil } ... on TooManyPages { retryAfterSeconds', { url: `${HOME}?${n}` }, token);
    await open(one.token, 1);
    await open(one.token, 2);
    const refused = await open(one.token, 3);
    expect(refused.__typename).toBe('TooManyPages');
    expect(refused.retryAfterSeconds).toBeGreaterThan(0);
    expect(refused.retryAfterSeconds).toBeLessThanOrEqual(60);
    expect((await open(two.token, 1)).__typename).toBe('VisitPageSuccess');
    expect(await narrow.mutate('keepVisit', '__typename', {}, one.token)).toMatchObject({
      __typename: 'KeepVisitSuccess',
    });
  } finally {
    await narrow.close();
  }
});

it('[S14] refuses more sessions from one address than an hour allows, and says when to come back', async () => {
  const narrow = await startTwoWebsites({ overrides: { chat: { visitorSessionsPerAddressAndHour: 2 } } });
  try {
    await narrow.newVisitor();
    await narrow.newVisitor('WE');
    const third = `mutation($key: String!) { openVisitorSession(input: { clientKey: $key, brandCode: "BCW" }) { __typename
      ... on TooManyVisitorSessions { retryAfterSeconds } } }`;
    const refused = await narrow.ask<Outcome>(third, undefined, { key: randomUUID() });
    expect(refused.__typename).toBe('TooManyVisitorSessions');
    expect(refused.retryAfterSeconds).toBeGreaterThan(0);
    expect(refused.retryAfterSeconds).toBeLessThanOrEqual(3_600);
  } finally {
    await narrow.close();
  }
});
