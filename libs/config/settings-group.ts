import type { z } from 'zod';

/** One setting of the process: where it comes from, what it means and what it may be. */
export interface Setting<S extends z.ZodType = z.ZodType> {
  /** Name of the environment variable, in capitals. */
  readonly env: string;
  /** What the setting does and in which unit; one sentence or more, ending with a dot. */
  readonly description: string;
  /** Turns the variable's text into the value. `z.boolean()` understands true/false, 1/0 and yes/no. */
  readonly schema: S;
  /** Value when the variable is unset. Without it the setting is required, unless the schema is optional. */
  readonly default?: z.output<S>;
  /** A secret's value is never shown, neither in errors nor in documentation. */
  readonly secret?: boolean;
  /** Accepted values in words, when they cannot be derived from the schema. */
  readonly range?: string;
}

type Schemas = Record<string, z.ZodType>;
type SettingsFor<S extends Schemas> = { readonly [K in keyof S]: Setting<S[K]> };

/** The settings one module or library declares together. `token` is what to inject. */
export interface SettingsGroup<N extends string = string, S extends Schemas = Schemas> {
  readonly name: N;
  readonly token: symbol;
  readonly settings: SettingsFor<S>;
}

type Value<G extends SettingsGroup, K extends keyof G['settings']> = z.output<G['settings'][K]['schema']>;
type Flat<T> = { readonly [K in keyof T]: T[K] };

/** The values of a group, as read-only properties; those with an optional schema may be absent. */
export type SettingsOf<G extends SettingsGroup> = Flat<
  { [K in keyof G['settings'] as undefined extends Value<G, K> ? never : K]: Value<G, K> } & {
    [K in keyof G['settings'] as undefined extends Value<G, K> ? K : never]?: Value<G, K>;
  }
>;

/**
 * Declares a group of settings; nothing is read yet.
 *
 * @param name unique among all groups of a process
 * @throws {TypeError} when a variable's name is not in capitals or a description does not end with a dot
 */
export function defineSettings<const N extends string, S extends Schemas>(
  name: N,
  settings: SettingsFor<S>,
): SettingsGroup<N, S> {
  for (const { env, description } of Object.values<Setting>(settings)) {
    if (!/^[A-Z][A-Z0-9_]*$/.test(env)) throw new TypeError(`${name}: "${env}" is no name of a variable`);
    if (!description.endsWith('.')) throw new TypeError(`${name}: the description of ${env} must end with a dot`);
  }
  return { name, token: Symbol(`settings:${name}`), settings };
}
