/** Why signing in at the provider came to nothing. */
export type Failure = 'invalid' | 'denied' | 'unknown_account' | 'unavailable';

const reasons: Readonly<Record<Failure, string>> = {
  invalid: 'This log-in cannot be completed: it took too long, or was completed before. Start again.',
  denied: 'You were not signed in at the identity provider.',
  unknown_account: 'You have no open account here. Ask an administrator.',
  unavailable: 'The identity provider cannot be reached. Try again later.',
};

/** A page that shows the one-time code, or why there is none. Neither comes from outside, so nothing needs escaping. */
export function page(outcome: { readonly code: string } | { readonly error: Failure }): string {
  const text =
    'code' in outcome
      ? `<p>You are signed in. Your one-time code, good for a minute:</p><p><code>${outcome.code}</code></p>`
      : `<p>${reasons[outcome.error]}</p>`;
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Log-in</title></head><body>${text}</body></html>`;
}
