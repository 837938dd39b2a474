import { z } from 'zod';
import { ConfigurationError, defineSettings, readSettings, type SettingsOf } from './index.js';

const chat = defineSettings('chat', {
  requestTimeoutSeconds: {
    env: 'PARLEY_TEST_TIMEOUT_SECONDS',
    description: 'How long a request waits, in seconds.',
    schema: z.coerce.number().int().min(5).max(3600),
    default: 60,
  },
  sounds: { env: 'PARLEY_TEST_SOUNDS', description: 'Whether it rings.', schema: z.boolean(), default: true },
  databaseUrl: { env: 'TEST_DATABASE_URL', description: 'Where it is kept.', schema: z.url().optional(), secret: true },
});
const mail = defineSettings('mail', {
  host: { env: 'PARLEY_TEST_HOST', description: 'Name of the host.', schema: z.string().min(3) },
  proxy: { env: 'PARLEY_TEST_PROXY', description: 'Way out.', schema: z.url().optional() },
});
const hostOnly = { PARLEY_TEST_HOST: 'post' };

function failure(env: Record<string, string>): ConfigurationError {
  try {
    readSettings([chat, mail], env);
  } catch (error) {
    if (error instanceof ConfigurationError) return error;
    throw error;
  }
  throw new Error('the settings were accepted');
}

describe('reading settings', () => {
  it('uses the defaults when nothing is set', () => {
    const values: SettingsOf<typeof chat> = readSettings([chat], {}).of(chat);
    expect(values).toEqual({ requestTimeoutSeconds: 60, sounds: true, databaseUrl: undefined });
  });

  it('turns text into numbers and leaves other groups alone', () => {
    const configuration = readSettings([chat, mail], { PARLEY_TEST_TIMEOUT_SECONDS: ' 5 ', ...hostOnly });
    const seconds: number = configuration.of(chat).requestTimeoutSeconds;
    expect(seconds).toBe(5);
    expect(configuration.of(mail).host).toBe('post');
  });

  it('counts an empty or blank variable as unset', () => {
    const env = { PARLEY_TEST_TIMEOUT_SECONDS: '', TEST_DATABASE_URL: '  ' };
    expect(readSettings([chat], env).of(chat)).toMatchObject({ requestTimeoutSeconds: 60, databaseUrl: undefined });
  });

  it.each([
    ['true', true],
    ['1', true],
    ['YES', true],
    ['false', false],
    ['0', false],
    ['no', false],
  ])('takes the word %s for the boolean %s', (word, value) => {
    expect(readSettings([chat], { PARLEY_TEST_SOUNDS: word }).of(chat).sounds).toBe(value);
  });

  it('refuses a word that is no boolean, also for a coerced one', () => {
    const coerced = defineSettings('coerced', {
      on: { env: 'PARLEY_TEST_ON', description: 'On.', schema: z.coerce.boolean().optional() },
    });
    expect(failure({ PARLEY_TEST_SOUNDS: 'maybe', ...hostOnly }).problems).toHaveLength(1);
    expect(() => readSettings([coerced], { PARLEY_TEST_ON: 'maybe' })).toThrow(ConfigurationError);
    expect(readSettings([coerced], { PARLEY_TEST_ON: 'no' }).of(coerced).on).toBe(false);
  });

  it('names every bad variable at once, with what was given, what is accepted and what it is for', () => {
    const error = failure({ PARLEY_TEST_TIMEOUT_SECONDS: '4', PARLEY_TEST_SOUNDS: 'loud' });
    expect(error.problems).toEqual([
      {
        env: 'PARLEY_TEST_TIMEOUT_SECONDS',
        given: '"4"',
        accepted: 'integer from 5 to 3600',
        description: 'How long a request waits, in seconds.',
      },
      {
        env: 'PARLEY_TEST_SOUNDS',
        given: '"loud"',
        accepted: 'true, false, 1, 0, yes or no',
        description: 'Whether it rings.',
      },
      {
        env: 'PARLEY_TEST_HOST',
        given: undefined,
        accepted: 'text from 3 characters',
        description: 'Name of the host.',
      },
    ]);
    for (const { env, accepted, description } of error.problems) {
      expect(error.message).toContain(env);
      expect(error.message).toContain(accepted);
      expect(error.message).toContain(description);
    }
  });

  it('never shows the value of a secret, nor a password inside another address', () => {
    const error = failure({
      TEST_DATABASE_URL: 'canary-secret',
      PARLEY_TEST_PROXY: 'not a url http://me:canary-password@host',
      ...hostOnly,
    });
    expect(error.problems.map(({ env }) => env)).toEqual(['TEST_DATABASE_URL', 'PARLEY_TEST_PROXY']);
    expect(JSON.stringify([error.problems, error.message])).not.toContain('canary');
  });

  it('tells the words of a check of our own, but not for a secret', () => {
    const schema = z.string().refine(() => false, { error: (issue) => `rejected ${String(issue.input)}` });
    const picky = defineSettings('picky', {
      open: { env: 'PARLEY_TEST_OPEN', description: 'Open.', schema },
      hidden: { env: 'PARLEY_TEST_HIDDEN', description: 'Hidden.', schema, secret: true },
    });
    const read = () => readSettings([picky], { PARLEY_TEST_OPEN: 'tide', PARLEY_TEST_HIDDEN: 'canary' });
    expect(read).toThrow(/rejected tide/);
    expect(read).not.toThrow(/canary/);
  });

  it('lists variables with our prefix that no group declares', () => {
    const env = { PARLEY_TEST_TIMEOUT: '5', PARLEY_TEST_SOUNDS: '1', HOME: '/', PARLEY_A: '' };
    expect(readSettings([chat], env).unknown).toEqual(['PARLEY_A', 'PARLEY_TEST_TIMEOUT']);
  });

  it('lets an override win over a bad or missing variable', () => {
    const overrides = { chat: { requestTimeoutSeconds: 1, databaseUrl: undefined }, mail: { host: 'x' } };
    const env = { PARLEY_TEST_TIMEOUT_SECONDS: 'bad', TEST_DATABASE_URL: 'http://localhost/a' };
    const configuration = readSettings([chat, mail], env, overrides);
    expect(configuration.of(chat)).toEqual({ requestTimeoutSeconds: 1, sounds: true, databaseUrl: undefined });
    expect(configuration.of(mail).host).toBe('x');
  });

  it('refuses two groups of one name, one variable in two groups, and a group that was not read', () => {
    const again = defineSettings('again', { host: mail.settings.host });
    expect(() => readSettings([mail, mail], hostOnly)).toThrow(/two groups/);
    expect(() => readSettings([mail, again], hostOnly)).toThrow(/declared twice/);
    expect(() => readSettings([mail], hostOnly).of(chat)).toThrow(RangeError);
  });

  it('hands out values that nobody can change', () => {
    expect(Object.isFrozen(readSettings([chat], {}).of(chat))).toBe(true);
  });
});

describe('defining settings', () => {
  it('refuses a variable in small letters and a description without a dot', () => {
    const schema = z.string();
    expect(() => defineSettings('a', { b: { env: 'small', description: 'C.', schema } })).toThrow(TypeError);
    expect(() => defineSettings('a', { b: { env: 'BIG', description: 'C', schema } })).toThrow(TypeError);
  });
});
