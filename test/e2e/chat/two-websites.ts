import { randomUUID } from 'node:crypto';
import { Database } from '@libs/database';
import { ManualClock } from '@libs/domain';
import { Timers } from '@libs/timers';
import { AddBrand } from '@src/brands';
import { AddAgentWithPassword, type StaffRole } from '@src/identity';
import { startTestApp, type TestApp } from '@test/support/app.js';
import { until } from '@test/support/foundation.js';

/** The clock of these tests stands still unless it is moved. */
export const NOON = new Date('2026-03-02T12:00:00.000Z');

/** A visitor as the API shows him, as far as a test asked. */
export interface ShownVisitor {
  readonly id: string;
  readonly name: string | null;
  readonly company: string | null;
  readonly openChatId: string | null;
  readonly hasContactData: boolean;
  readonly pageViews: { readonly nodes: object[]; readonly pageInfo: { hasNextPage: boolean; endCursor: string } };
}

/** A page of a list, as far as a test asked. */
export interface ShownPage<T> {
  readonly nodes: T[];
  readonly cursor: string;
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string };
}

/** What came of a mutation: a success or a refusal, by its `__typename`. */
export interface Outcome {
  readonly __typename: string;
  readonly visitorId: string;
  readonly token: string;
  readonly seenUntil: string;
  readonly retryAfterSeconds: number;
  readonly tokens: { readonly accessToken: string };
  readonly visitor: ShownVisitor;
  readonly chat: { readonly id: string; readonly opening: string };
  readonly trigger: { readonly id: string };
}

/** An event of a subscription, as far as a test asked. */
export interface ShownEvent {
  readonly __typename: string;
  readonly visitorId: string;
  readonly chatId: string;
  readonly visitor: ShownVisitor;
  readonly greeting: { readonly id: string };
}

/** A payload of a subscription. */
export interface ShownPayload {
  readonly cursor: string;
  readonly event: ShownEvent;
}

/** Two brands that never close, with staff, on a running server. */
export interface TwoWebsites extends TestApp {
  readonly database: Database;
  readonly brandIds: { readonly BCW: string; readonly WE: string };
  /** Access token of a member of staff, good for at least five minutes more. */
  staff(role: StaffRole, brandCode?: 'BCW' | 'WE'): Promise<string>;
  /** A visitor on no page yet. */
  newVisitor(brandCode?: string): Promise<{ id: string; token: string }>;
  /** One mutation with a client key of its own; the member of its result union. */
  mutate(mutation: string, fields: string, input: object, token?: string): Promise<Outcome>;
  /** The field that a query answers with. @throws Error for any other answer */
  ask<T = unknown>(query: string, token?: string, variables?: Record<string, unknown>): Promise<T>;
  /** Waits until all facts are handled and all due timers have fired. */
  settled(): Promise<void>;
}

/** Starts the server. @param overrides settings */
export async function startTwoWebsites(overrides: Parameters<typeof startTestApp>[0] = {}): Promise<TwoWebsites> {
  const app = await startTestApp({ clock: new ManualClock({ frozenAt: NOON }), ...overrides });
  const seed = { kind: 'SYSTEM', id: 'test' };
  const database = app.app.get(Database);
  const brand = async (code: string, host: string): Promise<string> => {
    const weekdays = ['MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT', 'SUN'] as const;
    const added = await app.app.get(AddBrand).executeAs(seed, {
      code,
      name: code,
      websiteUrl: `https://${host}/`,
      hosts: [host],
      channels: [],
      workingHours: {
        zone: 'UTC',
        windows: [
          { weekdays: [...weekdays], opens: '00:00', closes: '12:00' },
          { weekdays: [...weekdays], opens: '12:00', closes: '00:00' },
        ],
      },
      routingMode: 'BROADCAST',
    });
    return added.brandId;
  };
  const brandIds = { BCW: await brand('BCW', 'bcw.example'), WE: await brand('WE', 'wise.example') };
  const tokens = new Map<string, { readonly until: number; readonly token: Promise<string> }>();
  const accounts = new Map<string, Promise<unknown>>();

  const mutate: TwoWebsites['mutate'] = async (mutation, fields, input, token) => {
    const type = `${mutation.charAt(0).toUpperCase()}${mutation.slice(1)}`;
    const document = `mutation($input: ${type}Input!) { ${mutation}(input: $input) { __typename
      ... on Refusal { reason } ... on InvalidInput { field } ... on NotFound { field } ... on ${type}Success { ${fields} } } }`;
    const { data, errors } = await app.graphql<Record<string, Outcome>>(
      document,
      { input: { clientKey: randomUUID(), ...input } },
      token,
    );
    if (errors) throw Object.assign(new Error(errors[0]?.message), { code: errors[0]?.extensions['code'] });
    const outcome = data?.[mutation];
    if (!outcome) throw new Error(`${mutation} answered nothing.`);
    return outcome;
  };
  const signIn = async (role: StaffRole, brandCode: 'BCW' | 'WE'): Promise<string> => {
    const email = `${role}.${brandCode}@staff.example`.toLowerCase();
    const password = 'correct horse battery';
    const account = {
      email,
      password,
      displayName: `${role} ${brandCode}`,
      roles: [role],
      brandIds: [brandIds[brandCode]],
    };
    const added = accounts.get(email) ?? app.app.get(AddAgentWithPassword).execute(seed, account);
    accounts.set(email, added);
    await added;
    const logIn = await mutate('logIn', 'tokens { accessToken }', { email, password });
    return logIn.tokens.accessToken;
  };

  return {
    ...app,
    database,
    brandIds,
    mutate,
    staff(role, brandCode = 'BCW') {
      const key = `${role} ${brandCode}`;
      const now = app.clock.now().getTime();
      const known = tokens.get(key);
      if (known && known.until > now) return known.token;
      const token = signIn(role, brandCode);
      tokens.set(key, { until: now + 10 * 60_000, token });
      return token;
    },
    async newVisitor(brandCode = 'BCW') {
      const { visitorId: id, token } = await mutate('openVisitorSession', 'visitorId token', { brandCode });
      return { id, token };
    },
    async ask<T>(query: string, token?: string, variables?: Record<string, unknown>) {
      const { data, errors } = await app.graphql<Record<string, T>>(query, variables, token);
      if (errors) throw Object.assign(new Error(errors[0]?.message), { extensions: errors[0]?.extensions });
      const [answer] = Object.values(data ?? {});
      if (answer === undefined) throw new Error('The query answered nothing.');
      return answer;
    },
    async settled() {
      await until(async () => {
        await app.app.get(Timers).fireDue();
        const row = await database.row<{ waiting: number }>(
          'select count(*)::int as waiting from delivery where parked_at is null',
        );
        return row?.waiting === 0 && (await app.app.get(Timers).fireDue()) === 0;
      });
    },
  };
}

/** A subscription that is being read; ends with the server. */
export interface Stream {
  readonly received: ShownPayload[];
  /** Everything received once an event of this type is among it. */
  until(typename: string): Promise<ShownPayload[]>;
  stop(): void;
}

/** Subscribes; each payload has a `cursor` and an `event`. */
export function subscribe(
  site: TestApp,
  document: string,
  token: string,
  variables: Record<string, unknown> = {},
): Stream {
  const received: Stream['received'] = [];
  const errors: unknown[] = [];
  const stop = site.socket(token).subscribe<Record<string, ShownPayload>>(
    { query: document, variables },
    {
      next: ({ data, errors: refused }) => {
        if (data) received.push(...Object.values(data));
        if (refused) errors.push(refused);
      },
      error: (error) => errors.push(error),
      complete: () => undefined,
    },
  );
  return {
    received,
    async until(typename) {
      await until(() => errors.length > 0 || received.some(({ event }) => event.__typename === typename));
      if (errors.length > 0) throw new Error(`Subscription refused: ${JSON.stringify(errors)}`);
      return received;
    },
    stop,
  };
}
