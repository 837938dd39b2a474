import { EventEmitter } from 'node:events';

/** What stands in the place of a secret. */
export const redacted = '[redacted]';

const deepest = 12;

// compared without case, dashes and underscores, so that set-cookie, setCookie and SET_COOKIE are one name
const secretNames = new Set([
  'authorization',
  'proxyauthorization',
  'cookie',
  'cookies',
  'setcookie',
  'databaseurl',
  'redisurl',
]);
const secretEndings = /(?:password|passwordhash|passwd|passphrase|secret|token|apikey|privatekey|credentials?)$/;

const secretPatterns: readonly (readonly [RegExp, string])[] = [
  [/\b(Bearer|Basic)\s+[A-Za-z0-9._~+/=-]{8,}/gi, `$1 ${redacted}`],
  // JSON Web Tokens (RFC 7519) begin with the base64url of `{"`
  [/\beyJ[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]*/g, redacted],
  // opaque tokens that name their kind: refresh, service, device, invitation
  [/\bp(?:rt|st|dt|in)_[A-Za-z0-9_-]{8,}(?:\.[A-Za-z0-9_-]+)*/g, redacted],
  [/(:\/\/[^\s:/@"\\]*:)[^\s/@"\\]+@/g, `$1${redacted}@`],
  [/([?&][\w-]*(?:password|secret|token|key|code|signature)=)[^&\s"\\#]+/gi, `$1${redacted}`],
];

/** Whether a property of this name holds a secret, e.g. `set-cookie`, `newPassword`, `refresh_token`. */
export function isSecretName(name: string): boolean {
  const plain = name.toLowerCase().replaceAll(/[-_]/g, '');
  return secretNames.has(plain) || secretEndings.test(plain);
}

/** The text with bearer tokens, JSON Web Tokens, passwords in addresses and secret query parameters struck out. */
export function redactText(text: string): string {
  return secretPatterns.reduce((rest, [pattern, replacement]) => rest.replace(pattern, replacement), text);
}

/**
 * A copy that may be logged: properties with the name of a secret are struck out at any depth, and so are secrets
 * inside texts. The original is left alone. Errors become plain objects; sockets, requests and the like, binary data,
 * circles and anything deeper than 12 levels become a word in brackets.
 */
export function redactSecrets(value: unknown): unknown {
  return copy(value, []);
}

function copy(value: unknown, above: readonly object[]): unknown {
  if (typeof value === 'string') return redactText(value);
  if (typeof value === 'bigint') return value.toString();
  if (typeof value !== 'object' || value === null) return value;
  if (above.includes(value)) return '[circular]';
  if (above.length >= deepest) return '[too deep]';
  if (ArrayBuffer.isView(value)) return `[${value.byteLength} bytes]`;
  if (value instanceof EventEmitter) return `[${value.constructor.name}]`;
  const path = [...above, value];
  if (value instanceof Error) return copyError(value, path);
  if (Array.isArray(value)) return value.map((item) => copy(item, path));
  if (value instanceof Map)
    return copyEntries(
      [...value].map(([key, item]) => [String(key), item]),
      path,
    );
  if (value instanceof Set) return [...value].map((item) => copy(item, path));
  if (hasToJson(value)) return copy(value.toJSON(), path);
  return copyEntries(Object.entries(value), path);
}

function copyEntries(entries: readonly (readonly [string, unknown])[], path: readonly object[]): object {
  return Object.fromEntries(
    entries.map(([name, item]) => [name, isSecretName(name) && holdsSomething(item) ? redacted : copy(item, path)]),
  );
}

function hasToJson(value: object): value is { toJSON(): unknown } {
  return 'toJSON' in value && typeof value.toJSON === 'function';
}

function holdsSomething(item: unknown): boolean {
  return item !== undefined && item !== null && typeof item !== 'boolean';
}

function copyError(error: Error, path: readonly object[]): object {
  const more: [string, unknown][] = Object.entries(error).filter(([name]) => !['message', 'stack'].includes(name));
  if (error.cause !== undefined) more.push(['cause', error.cause]);
  if (error instanceof AggregateError) more.push(['errors', error.errors]);
  return {
    type: error.constructor.name,
    message: redactText(error.message),
    stack: redactText(error.stack ?? ''),
    ...copyEntries(more, path),
  };
}
