import type { Step } from './role.js';

interface Answer {
  readonly data?: unknown;
  readonly errors?: readonly { readonly message: string }[];
}

/**
 * Runs steps against a GraphQL endpoint and fills placeholders. It has no state but the values that it was given or took, and
 * runs in browsers and in Node alike.
 *
 * Placeholders: `{{uuid}}` is a new UUID at each place and each run; `{{now}}`, `{{now-24h}}` and `{{now+1h}}` are times in ISO
 * 8601; anything else is the value of that name.
 */
export class Player {
  constructor(
    private readonly endpoint: string,
    readonly values: Record<string, string> = {},
  ) {}

  /** A copy of `value` with the placeholders in all its strings filled. @throws Error for a name without a value */
  fill<T>(value: T): T {
    if (typeof value === 'string')
      return value.replace(/\{\{([^{}]+)\}\}/g, (_, name: string) => this.#value(name)) as T;
    if (Array.isArray(value)) return value.map((item: unknown) => this.fill(item)) as T;
    if (value === null || typeof value !== 'object') return value;
    return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, this.fill<unknown>(item)])) as T;
  }

  /** Runs one step and remembers what it takes. @throws Error that tells why there is no answer, or not the one that was expected */
  async play(step: Step): Promise<void> {
    const response = await fetch(this.endpoint, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        accept: 'application/graphql-response+json, application/json',
        ...(step.as && { authorization: `Bearer ${this.#value(step.as)}` }),
      },
      body: JSON.stringify({ query: step.document, variables: this.fill(step.variables ?? {}) }),
    });
    const { data, errors } = (await response.json()) as Answer;
    if (errors?.length) throw new Error(errors.map(({ message }) => message).join(' '));
    for (const [name, paths] of Object.entries(step.take ?? {})) {
      const found = paths.map((path) => at(data, path)).find((value) => typeof value === 'string');
      if (typeof found !== 'string') throw new Error(reasonIn(data) ?? `The answer has no ${paths.join(' or ')}.`);
      this.values[name] = found;
    }
  }

  #value(name: string): string {
    if (name === 'uuid') return uuid();
    const [, hours] = /^now(?:([+-]\d+)h)?$/.exec(name) ?? [undefined, undefined];
    if (name.startsWith('now') && (hours !== undefined || name === 'now'))
      return new Date(Date.now() + Number(hours ?? 0) * 3_600_000).toISOString();
    const value = this.values[name];
    if (value === undefined) throw new Error(`There is no value for {{${name}}}.`);
    return value;
  }
}

/** The value at a dotted path. */
function at(data: unknown, path: string): unknown {
  return path
    .split('.')
    .reduce<unknown>((value, key) => (value as Record<string, unknown> | null | undefined)?.[key], data);
}

/** The sentence of a refusal, if a root field was refused. */
function reasonIn(data: unknown): string | undefined {
  const reasons = Object.values(data ?? {}).map((field) => at(field, 'reason'));
  return reasons.find((reason) => typeof reason === 'string');
}

/** A version 4 UUID. Browsers have `crypto.randomUUID` on https and this machine only. */
function uuid(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  const hex = [...bytes].map((byte, index) => {
    const value = index === 6 ? (byte & 0x0f) | 0x40 : index === 8 ? (byte & 0x3f) | 0x80 : byte;
    return value.toString(16).padStart(2, '0');
  });
  return [hex.slice(0, 4), hex.slice(4, 6), hex.slice(6, 8), hex.slice(8, 10), hex.slice(10)]
    .map((part) => part.join(''))
    .join('-');
}
