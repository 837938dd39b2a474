import { acceptedValues, booleanFrom, isBoolean } from './accepted-values.js';
import type { ConfigurationProblem } from './configuration.error.js';
import { ConfigurationError } from './configuration.error.js';
import { Configuration } from './configuration.js';
import type { Setting, SettingsGroup, SettingsOf } from './settings-group.js';

/** Environment variables by name. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** Values that win over the environment, by group and setting; for tests. They are taken as they are, unchecked. */
export type SettingsOverrides<G extends readonly SettingsGroup[]> = {
  readonly [One in G[number] as One['name']]?: Partial<SettingsOf<One>>;
};

const ownPrefix = 'PARLEY_';
const longestShown = 80;

/**
 * Reads the settings of all groups from the environment. A variable that is empty or blank counts as unset.
 *
 * @throws {ConfigurationError} naming every variable that is missing or out of range
 * @throws {TypeError} when two groups have the same name or declare the same variable
 */
export function readSettings<const G extends readonly SettingsGroup[]>(
  groups: G,
  env: Environment = process.env,
  overrides: SettingsOverrides<G> = {},
): Configuration {
  const known = declaredVariables(groups);
  const problems: ConfigurationProblem[] = [];
  const values = new Map<symbol, Readonly<Record<string, unknown>>>();
  for (const group of groups) {
    const overridden: Readonly<Record<string, unknown>> =
      (overrides as Record<string, Readonly<Record<string, unknown>> | undefined>)[group.name] ?? {};
    const own: Record<string, unknown> = { ...overridden };
    for (const [key, setting] of Object.entries(group.settings)) {
      if (!Object.hasOwn(overridden, key)) own[key] = readOne(setting, env[setting.env], problems);
    }
    values.set(group.token, Object.freeze(own));
  }
  if (problems.length > 0) throw new ConfigurationError(problems);
  const unknown = Object.keys(env).filter((name) => name.startsWith(ownPrefix) && !known.has(name));
  return new Configuration(values, unknown.sort());
}

function declaredVariables(groups: readonly SettingsGroup[]): Set<string> {
  const names = new Set<string>();
  const variables = new Set<string>();
  for (const { name, settings } of groups) {
    if (names.has(name)) throw new TypeError(`two groups of settings are called "${name}"`);
    names.add(name);
    for (const { env } of Object.values(settings)) {
      if (variables.has(env)) throw new TypeError(`${env} is declared twice, the second time by "${name}"`);
      variables.add(env);
    }
  }
  return variables;
}

function readOne(setting: Setting, text: string | undefined, problems: ConfigurationProblem[]): unknown {
  const { schema, env, description, secret } = setting;
  const refuse = (given: string | undefined, reason?: string) => {
    const problem = { env, given, accepted: acceptedValues(setting), description };
    problems.push(reason === undefined ? problem : { ...problem, reason });
  };
  if (text === undefined || text.trim() === '') {
    if (setting.default !== undefined) return setting.default;
    const result = schema.safeParse(undefined);
    if (result.success && result.data === undefined) return undefined;
    return refuse(undefined);
  }
  // z.coerce.boolean() would take every text for true, so words are understood here
  const input = isBoolean(schema) ? booleanFrom(text) : text.trim();
  const result = schema.safeParse(input);
  if (input !== undefined && result.success) return result.data;
  const own = result.error?.issues.filter((issue) => issue.code === 'custom').map((issue) => issue.message) ?? [];
  return secret ? refuse('(a secret, not shown)') : refuse(shown(text), own.length > 0 ? own.join(', ') : undefined);
}

function shown(text: string): string {
  const withoutPassword = text.replace(/(\/\/[^\s/:@]*:)[^\s@]*@/g, '$1***@');
  const cut = withoutPassword.length > longestShown ? `${withoutPassword.slice(0, longestShown)}…` : withoutPassword;
  return JSON.stringify(cut);
}
