import { randomUUID } from 'node:crypto';
import { STAFF_PASSWORD } from './organisation.js';

/** What a GraphQL request answered. */
export interface ApiAnswer {
  readonly status: number;
  readonly data?: Readonly<Record<string, unknown>> | null;
  readonly errors?: readonly { readonly message: string; readonly extensions?: Record<string, unknown> }[];
}

/** Whom a request comes from. */
export interface Caller {
  readonly token?: string | undefined;
  /** Address that the client seems to have, for servers with `PARLEY_TRUSTED_PROXIES=1`. */
  readonly address?: string | undefined;
}

/** The `n`-th of 65,536 addresses of private networks: limits count per address, and a crowd has many. */
export const addressOfClient = (n: number): string => `10.77.${(n >> 8) & 255}.${n & 255}`;

/** One GraphQL request over HTTP. @throws Error of fetch when the server cannot be reached or ends the connection */
export async function request(
  url: string,
  query: string,
  variables: Record<string, unknown> = {},
  caller: Caller = {},
): Promise<ApiAnswer> {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      accept: 'application/graphql-response+json',
      ...(caller.token && { authorization: `Bearer ${caller.token}` }),
      ...(caller.address && { 'x-forwarded-for': caller.address }),
    },
    body: JSON.stringify({ query, variables }),
  });
  return { status: response.status, ...((await response.json()) as Omit<ApiAnswer, 'status'>) };
}

/** The document of a mutation whose success shows `fields`. */
export function mutation(name: string, fields: string): string {
  const type = `${name.charAt(0).toUpperCase()}${name.slice(1)}`;
  return `mutation ($input: ${type}Input!) { ${name}(input: $input) { __typename ... on Refusal { reason } ... on ${type}Success { ${fields} } } }`;
}

/** One mutation that must succeed. @throws Error with the refusal or the errors */
export async function mutate<T = unknown>(
  url: string,
  name: string,
  fields: string,
  input: object,
  caller: Caller = {},
): Promise<T> {
  const answer = await request(url, mutation(name, fields), { input: { clientKey: randomUUID(), ...input } }, caller);
  const outcome = answer.data?.[name] as { __typename: string } | undefined;
  if (!outcome?.__typename.endsWith('Success')) throw new Error(`${name}: ${JSON.stringify(answer)}`);
  return outcome as T;
}

/** The first field of a query's answer. @throws Error with the errors */
export async function ask<T>(url: string, query: string, variables: object = {}, caller: Caller = {}): Promise<T> {
  const answer = await request(url, query, { ...variables }, caller);
  if (!answer.data || answer.errors) throw new Error(JSON.stringify(answer));
  return Object.values(answer.data)[0] as T;
}

/** Logs a member of staff in. */
export async function logIn(url: string, email: string, address?: string): Promise<string> {
  const input = { email, password: STAFF_PASSWORD };
  const answer = await mutate<{ tokens: { accessToken: string } }>(url, 'logIn', 'tokens { accessToken }', input, {
    address,
  });
  return answer.tokens.accessToken;
}

/** Opens a visitor session. */
export function openVisit(
  url: string,
  brandCode: string,
  address?: string,
): Promise<{ visitorId: string; token: string }> {
  return mutate(url, 'openVisitorSession', 'visitorId token', { brandCode }, { address });
}
