import { readdirSync, readFileSync } from 'node:fs';

/** Clock ticks of /proc per second: 100 on every Linux that Node runs on. */
const TICKS_PER_SECOND = 100;
const PAGE_BYTES = 4_096;

/** Fields of `/proc/<pid>/stat` after the command's name, from field 3 on (proc_pid_stat(5)). */
function statOf(pid: number): string[] | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'latin1');
    return text.slice(text.lastIndexOf(')') + 2).split(' ');
  } catch {
    return undefined;
  }
}

/** CPU seconds (user and system) that a process has used, its ended children included; 0 when it is gone. Linux only. */
export function cpuSecondsOf(pid: number): number {
  const stat = statOf(pid);
  return stat ? [11, 12, 13, 14].reduce((sum, i) => sum + Number(stat[i]), 0) / TICKS_PER_SECOND : 0;
}

/** CPU seconds of a process and of its children that run now: of a whole PostgreSQL, by its postmaster. Linux only. */
export function cpuSecondsOfTree(pid: number): number {
  const children = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && statOf(Number(name))?.[1] === String(pid))
    .map(Number);
  return [pid, ...children].reduce((sum, id) => sum + cpuSecondsOf(id), 0);
}

/** Resident memory of a process in bytes; 0 when it is gone. Linux only. */
export function residentBytesOf(pid: number): number {
  return Number(statOf(pid)?.[21] ?? 0) * PAGE_BYTES;
}

/** CPU milliseconds that all threads of a process have used, to the microsecond; those of threads that ended do not count. Linux only. */
export function preciseCpuMsOf(pid: number): number {
  try {
    const threads = readdirSync(`/proc/${pid}/task`);
    const used = threads.map((id) =>
      Number(readFileSync(`/proc/${pid}/task/${id}/schedstat`, 'latin1').split(' ', 1)[0]),
    );
    return used.reduce((sum, ns) => sum + ns, 0) / 1e6;
  } catch {
    return 0;
  }
}
