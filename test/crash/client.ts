/** The longest that a client of the harness waits for an answer, in ms. */
export const PATIENCE_MS = 12_000;

/**
 * What came of one request:
 * - `done`: HTTP 200 with the success of the mutation, read to its last byte. Only this counts as acknowledged.
 * - `refused`: the mutation's own answer is a no; it must not have happened.
 * - `unsent`: nobody took the connection; it must not have happened.
 * - `unknown`: no answer, half an answer, or one that says something went wrong: it may have happened.
 */
export interface Attempt {
  readonly outcome: 'done' | 'refused' | 'unsent' | 'unknown';
  /** `__typename` of the answer, code of the error, or what the network said. */
  readonly code: string;
  /** The member of the result union, for `done` and `refused`. */
  readonly answer?: Readonly<Record<string, unknown>>;
  readonly tookMs: number;
}

/** The answer to a query, as JSON. */
interface Body {
  readonly data?: Readonly<Record<string, unknown>> | null;
  readonly errors?: readonly { readonly message: string; readonly extensions?: { readonly code?: string } }[];
}

const SHOWN: Readonly<Record<string, string>> = {
  logIn: 'agent { id } tokens { accessToken }',
  openVisitorSession: 'visitorId token',
  startChat: 'chat { id }',
  sendChatMessage: 'chatId messageId sequence sentAt',
  visitPage: 'seenUntil',
  setMyStatus: '__typename',
};

/** One mutation as a client sends it. */
export async function mutate(
  url: string,
  name: string,
  input: object,
  token?: string,
  patienceMs = PATIENCE_MS,
): Promise<Attempt> {
  const type = `${name.charAt(0).toUpperCase()}${name.slice(1)}`;
  const query = `mutation ($input: ${type}Input!) { ${name}(input: $input) { __typename ... on Refusal { reason }
    ... on ${type}Success { ${SHOWN[name] ?? 'chat { id }'} } } }`;
  const startedAt = performance.now();
  const result = (outcome: Attempt['outcome'], code: string, answer?: Attempt['answer']): Attempt => ({
    outcome,
    code,
    tookMs: performance.now() - startedAt,
    ...(answer && { answer }),
  });
  try {
    const { status, body } = await post(url, { query, variables: { input } }, token, patienceMs);
    const error = body.errors?.[0];
    if (status !== 200 || error) return result('unknown', error?.extensions?.code ?? `HTTP ${status}`);
    const answer = body.data?.[name] as Readonly<Record<string, unknown>> | null | undefined;
    const typename = String(answer?.['__typename']);
    if (!answer) return result('unknown', 'no data');
    return result(typename.endsWith('Success') ? 'done' : 'refused', typename, answer);
  } catch (error) {
    const code = networkCode(error);
    return result(code === 'ECONNREFUSED' ? 'unsent' : 'unknown', code);
  }
}

/** The first field of a query's answer. @throws Error for anything but an answer with data */
export async function ask<T>(url: string, query: string, variables: object, token: string): Promise<T> {
  const { status, body } = await post(url, { query, variables }, token, PATIENCE_MS);
  const [found] = Object.values(body.data ?? {});
  if (status !== 200 || found === undefined) throw new Error(`HTTP ${status}: ${JSON.stringify(body)}`);
  return found as T;
}

async function post(
  url: string,
  body: object,
  token: string | undefined,
  patienceMs: number,
): Promise<{ status: number; body: Body }> {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(token && { authorization: `Bearer ${token}` }) },
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(patienceMs),
  });
  return { status: response.status, body: (await response.json()) as Body };
}

function networkCode(error: unknown): string {
  const { name, cause } = error as Error & { cause?: { code?: string; message?: string } };
  return name === 'TimeoutError' ? 'TIMEOUT' : (cause?.code ?? cause?.message ?? name);
}
