import { randomUUID } from 'node:crypto';
import type { Attack, Judge, Reply } from '../attack.js';
import { excerpt, harmless, resultsOf } from '../judge.js';
import { overHttp, overSocket, query } from '../senders.js';
import { EMAILS, PASSWORD, type World } from '../world.js';

const DOCUMENT =
  'mutation ($input: LogInInput!) { logIn(input: $input) { __typename ... on Refusal { reason } ... on LogInSuccess { tokens { accessToken } } } }';
const attempt = (email: string, password: string): string =>
  query(DOCUMENT, { variables: { input: { clientKey: randomUUID(), email, password } } });
const outcomeOf = (reply: Reply): { __typename?: string; reason?: string } =>
  resultsOf(reply)[0]?.data?.['logIn'] ?? {};

/** A password hash is meant to take long: this theme has other bounds than the rest. */
const HASH_MS = 2_000;
const ROUNDS = 5;

const notIn: Judge = (reply) => (outcomeOf(reply).__typename === 'LogInSuccess' ? ['logged in'] : []);

/** Guessing, finding out who has an account, and many attempts at once. */
export function logIns(): Attack[] {
  const attack = (name: string, expected: Judge, send: Attack['send'], over: Attack['over'] = 'HTTP'): Attack => ({
    theme: 'log-in',
    name,
    caller: 'Anonymous',
    over,
    expected,
    send,
    once: true,
    cpuMs: HASH_MS,
    wallMs: 20_000,
  });
  const over = (transport: Attack['over'], world: World, payload: string): Promise<Reply> =>
    transport === 'HTTP' ? overHttp(world, 'Anonymous', payload) : overSocket(world, 'Anonymous', payload);
  return (['HTTP', 'WebSocket'] as const).flatMap((transport) => [
    attack(
      'a wrong password',
      notIn,
      async (world) => over(transport, world, attempt(EMAILS.victim, world.canary())),
      transport,
    ),
    attack('an unknown user is a wrong password, in text', same, async (world) => twins(world, transport), transport),
    attack('an empty password', notIn, async (world) => over(transport, world, attempt(EMAILS.victim, '')), transport),
    attack(
      'a password of 60 KB',
      notIn,
      async (world) => over(transport, world, attempt(EMAILS.victim, world.canary().repeat(1_500))),
      transport,
    ),
    attack(
      'a password with NUL',
      notIn,
      async (world) => over(transport, world, attempt(EMAILS.victim, `${PASSWORD}\u0000`)),
      transport,
    ),
    attack(
      'the address in capitals and a wrong password',
      notIn,
      async (world) => over(transport, world, attempt(EMAILS.victim.toUpperCase(), world.canary())),
      transport,
    ),
    attack(
      '15 attempts under aliases in one request are all counted',
      ({ body }) =>
        body.includes('TooManyAttempts') || !body.includes('"data"') ? [] : [`none was held back: ${excerpt(body)}`],
      async (world) => {
        const fields = Array.from(
          { length: 15 },
          (_, i) =>
            `a${i}: logIn(input: {clientKey: "${randomUUID()}", email: "aliased@parley.example", password: "${world.canary()}"}) { __typename }`,
        );
        return over(transport, world, query(`mutation { ${fields.join(' ')} }`));
      },
      transport,
    ),
    attack(
      '40 attempts at once: all but a few are held back',
      ({ body }) => (body.split('WrongCredentials').length - 1 <= 10 ? [] : ['more than ten were looked at']),
      async (world) => {
        const email = `parallel-${transport}@parley.example`;
        const all = await Promise.all(
          Array.from({ length: 40 }, async () => over(transport, world, attempt(email, world.canary()))),
        );
        return joined(all);
      },
      transport,
    ),
    attack(
      'one client key for many guesses',
      notIn,
      async (world) => {
        const payload = attempt(EMAILS.victim, PASSWORD.slice(1));
        await over(transport, world, payload);
        return over(transport, world, payload.replace(PASSWORD.slice(1), PASSWORD.slice(2)));
      },
      transport,
    ),
    ...(transport === 'HTTP' ? [attack('an unknown user is a wrong password, in time', harmless, timed)] : []),
  ]);
}

/** Both replies, as the body of one, when they differ. */
const same: Judge = ({ body }) => {
  const [known, unknown] = body.split('\n');
  return known === unknown ? [] : [`${excerpt(known ?? '')} is not ${excerpt(unknown ?? '')}`];
};

async function twins(world: World, transport: Attack['over']): Promise<Reply> {
  const send = transport === 'HTTP' ? overHttp : overSocket;
  const replies = [];
  for (const email of [EMAILS.supervisor, `nobody-${randomUUID()}@parley.example`])
    replies.push(await send(world, 'Anonymous', attempt(email, world.canary())));
  return joined(replies);
}

/** Interleaved, the median of each: an unknown user must cost a hash too. */
async function timed(world: World): Promise<Reply> {
  const took: Record<'known' | 'unknown', number[]> = { known: [], unknown: [] };
  for (let round = 0; round < ROUNDS; round++)
    for (const kind of ['known', 'unknown'] as const) {
      const email = kind === 'known' ? EMAILS.admin : `nobody-${randomUUID()}@parley.example`;
      const began = performance.now();
      await overHttp(world, 'Anonymous', attempt(email, world.canary()));
      took[kind].push(performance.now() - began);
    }
  const [known = 0, unknown = 0] = [took.known, took.unknown].map(
    (all) => all.toSorted((a, b) => a - b)[Math.floor(ROUNDS / 2)] ?? 0,
  );
  const isTold = Math.max(known, unknown) > 3 * Math.min(known, unknown) + 20;
  // The judge of every reply finds a code that is none of ours.
  const problem = {
    errors: [{ extensions: { code: `TOLD_APART_IN_TIME: ${known.toFixed(0)} and ${unknown.toFixed(0)} ms` } }],
  };
  return { text: '', sent: '', body: isTold ? JSON.stringify(problem) : '' };
}

function joined(replies: readonly Reply[]): Reply {
  const texts = (of: (reply: Reply) => string): string => replies.map(of).join('\n');
  return {
    text: texts(({ text }) => text),
    body: texts(({ body }) => body.trim()),
    sent: texts(({ sent }) => sent),
    status: replies.map(({ status }) => status ?? 0).toSorted((a, b) => b - a)[0],
  };
}
