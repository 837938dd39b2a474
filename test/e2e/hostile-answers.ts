/** Words of stacks, of SQL and of paths: no answer to a hostile body or frame may have them. */
export const LEAKS = /node_modules|\.ts:|\.js:|at \w+ \(|insert into|postgres|\/home|INTERNAL_SERVER_ERROR/i;

/** A body that is answered. */
export const GOOD = '{"query":"{__typename}"}';
