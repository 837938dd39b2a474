import type pg from 'pg';

/** SQLSTATE "cannot connect now": for the job library a reason to try again, seconds to minutes later. */
const TRY_AGAIN = '57P03';

/**
 * SQLSTATE classes of a server in trouble: connection lost, out of resources, stopped by somebody (also by the statement timeout),
 * system error.
 */
const TROUBLE = /^(08|53|57|58)...$/;
const SQLSTATE = /^[0-9A-Z]{5}$/;

/**
 * The pool as the job library gets it. Where a job that is done cannot be noted as done, that library tries again after few errors only
 * and ends the whole process after all others, of which a restart of PostgreSQL causes most. Here they all look like one that is worth another try.
 */
export function patientPool(pool: pg.Pool): pg.Pool {
  const connect = async (): Promise<pg.PoolClient> => {
    const client = await pool.connect().catch(rethrowPatiently);
    return withOwn(client, 'query', (...args: unknown[]) => {
      const outcome: unknown = Reflect.apply(client.query.bind(client), undefined, args);
      return outcome instanceof Promise ? outcome.catch(rethrowPatiently) : outcome;
    });
  };
  return withOwn(pool, 'connect', (callback?: Parameters<pg.Pool['connect']>[0]) =>
    callback ? pool.connect(callback) : connect(),
  );
}

function rethrowPatiently(error: unknown): never {
  const { code } = error as { code?: string };
  // Without an SQLSTATE the server has not answered at all.
  if (code !== undefined && SQLSTATE.test(code) && !TROUBLE.test(code)) throw error;
  throw Object.assign(new Error((error as Error).message, { cause: error }), { code: TRY_AGAIN });
}

/** `target` with another method of that name; all else is its own. */
function withOwn<T extends object>(target: T, name: keyof T, method: (...args: never[]) => unknown): T {
  return new Proxy(target, {
    get: (_, property) => {
      if (property === name) return method;
      const value: unknown = Reflect.get(target, property);
      return typeof value === 'function' ? (value.bind(target) as unknown) : value;
    },
  });
}
