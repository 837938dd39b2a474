import { randomUUID } from 'node:crypto';
import { AddAgentWithPassword, type StaffRole } from '@src/identity';
import type { TestApp } from '@test/support/app.js';

/** The password of everybody in these tests. */
export const PASSWORD = 'correct horse battery';

/** A member of staff as the API shows him. */
export interface ShownAgent {
  id: string;
  email: string;
  displayName: string;
  roles: string[];
  brandIds: string[];
  departmentCodes: string[];
  maxChats: number;
  status: string;
}

/** The tokens of a log-in as the API shows them. */
export interface ShownTokens {
  accessToken: string;
  accessTokenExpiresAt: string;
  refreshToken: string;
  refreshTokenExpiresAt: string;
  deviceToken: string;
}

/** What came of a mutation: a success or a refusal, by its `__typename`. */
export interface Outcome {
  __typename: string;
  reason?: string;
  field?: string;
  retryAfterSeconds?: number;
  tokens: ShownTokens;
  agent: ShownAgent;
  [more: string]: unknown;
}

const TOKENS = 'tokens { accessToken accessTokenExpiresAt refreshToken refreshTokenExpiresAt deviceToken }';
const AGENT = 'agent { id email displayName roles brandIds departmentCodes maxChats status }';
const SHOWN: Readonly<Record<string, string>> = {
  logIn: `${TOKENS} ${AGENT}`,
  exchangeLogInCode: `${TOKENS} ${AGENT}`,
  refreshSession: TOKENS,
  logOut: 'sessionId',
  endSession: 'sessionId',
  addAgent: `invitationToken ${AGENT}`,
  inviteAgent: `invitationToken ${AGENT}`,
  acceptInvitation: 'email',
  changeAgentRights: AGENT,
  closeAgentAccount: AGENT,
  changeMyPassword: 'agentId',
  changeMySettings: `${AGENT} settings { requestSound messageSound volume desktopNotifications timeZone locale }`,
  openServiceToken: 'secretToken serviceToken { id name brandIds expiresAt revokedAt }',
  closeServiceToken: 'serviceToken { id revokedAt }',
  addBrandKey: 'signingSecret brandKey { id brandId algorithm revokedAt }',
  revokeBrandKey: 'brandKey { id revokedAt }',
};
const REFUSALS = '... on Refusal { reason } ... on InvalidInput { field } ... on NotFound { field }';

/** Runs a mutation of this module; a client key is made unless the input has one. @throws Error for anything but a result */
export async function mutate(app: TestApp, name: string, input: object, token?: string): Promise<Outcome> {
  const answer = await attempt(app, name, input, token);
  const outcome = answer.data?.[name];
  if (!outcome) throw new Error(`${name} failed: ${JSON.stringify(answer.errors)}`);
  return outcome;
}

/** As {@link mutate}, but shows errors instead of throwing them. */
export function attempt(app: TestApp, name: string, input: object, token?: string) {
  const type = name.charAt(0).toUpperCase() + name.slice(1);
  const refusals = name === 'logIn' ? `${REFUSALS} ... on TooManyAttempts { retryAfterSeconds }` : REFUSALS;
  const selection = `__typename ... on ${type}Success { ${SHOWN[name]} } ${refusals}`;
  const document = `mutation ($input: ${type}Input!) { ${name}(input: $input) { ${selection} } }`;
  return app.graphql<Record<string, Outcome>>(document, { input: { clientKey: randomUUID(), ...input } }, token);
}

/** Adds a member of staff who can log in with {@link PASSWORD}. Returns his id. */
export async function addAgent(
  app: TestApp,
  email: string,
  more: { roles?: StaffRole[]; brandIds?: string[]; displayName?: string } = {},
): Promise<string> {
  const { roles = ['AGENT'], brandIds = [], displayName = email.split('@')[0] ?? email } = more;
  const { agentId } = await app.app
    .get(AddAgentWithPassword, { strict: false })
    .execute({ kind: 'SYSTEM', id: 'test' }, { email, displayName, password: PASSWORD, roles, brandIds });
  return agentId;
}

/** Logs somebody in with {@link PASSWORD}. */
export async function logIn(app: TestApp, email: string): Promise<ShownTokens> {
  const outcome = await mutate(app, 'logIn', { email, password: PASSWORD });
  if (!outcome.tokens) throw new Error(`logIn answered ${outcome.__typename}.`);
  return outcome.tokens;
}

/** What `me` says to the bearer of a token: his kind, or the code of the error. */
export async function kindOf(app: TestApp, token: string | undefined): Promise<string> {
  const { data, errors } = await app.graphql<{ me: { kind: string } }>('{ me { kind } }', {}, token);
  return data?.me.kind ?? String(errors?.[0]?.extensions['code']);
}

/** What an access token says of its log-in, unverified. */
export function claimsOf(token: string): { sid: string } {
  return JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()) as { sid: string };
}
