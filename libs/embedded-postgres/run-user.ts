import { spawnSync } from 'node:child_process';
import { chownSync, statSync } from 'node:fs';

/** The unprivileged user that PostgreSQL runs as when Node runs as root. */
export interface RunUser {
  uid: number;
  gid: number;
  name: string;
}

const PATH = '/usr/sbin:/usr/bin:/sbin:/bin';

/**
 * Who shall run PostgreSQL, which refuses to run as root. Undefined: whoever runs Node. As root: the owner of the cluster
 * that is there already, else the user `postgres` (on macOS `_postgres`), created when the machine has none.
 * @throws Error when there is no such user and none can be created.
 */
export function chooseRunUser(cluster: string): RunUser | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const owner = statSync(cluster, { throwIfNoEntry: false });
  if (owner && owner.uid !== 0)
    return { uid: owner.uid, gid: owner.gid, name: `user ${owner.uid}, the owner of its data` };
  const known = findUser('postgres') ?? findUser('_postgres');
  if (known) return known;
  for (const [command, args] of WAYS_TO_ADD_A_USER) {
    spawnSync(command, args, { env: { PATH }, stdio: 'ignore' });
    const created = findUser('postgres');
    if (created) return created;
  }
  throw new Error(
    'PostgreSQL does not run as root, and this machine has no user "postgres" and neither useradd nor adduser could create it. ' +
      'Create that user, or start as a normal user, or set DATABASE_URL to a PostgreSQL of your own.',
  );
}

const WAYS_TO_ADD_A_USER: [string, string[]][] = [
  ['useradd', '--system --user-group --no-create-home --home-dir / --shell /usr/sbin/nologin postgres'.split(' ')],
  ['adduser', ['-S', '-D', '-H', '-h', '/', '-s', '/sbin/nologin', 'postgres']], // BusyBox
];

/** Hands files that root made to the run user; nothing to do for a normal user. */
export function giveTo(user: RunUser | undefined, ...paths: string[]): void {
  if (user) for (const path of paths) chownSync(path, user.uid, user.gid);
}

function findUser(name: string): RunUser | undefined {
  const ask = (flag: string): number => {
    const { status, stdout } = spawnSync('id', [flag, name], { env: { PATH }, encoding: 'utf8' });
    return status === 0 ? Number(stdout) : NaN;
  };
  const uid = ask('-u');
  return uid > 0 ? { uid, gid: ask('-g'), name } : undefined;
}
