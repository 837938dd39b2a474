/** Programs in the foreground: they get the terminal and the signals that we get, and never outlive us. */
import { spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { constants } from 'node:os';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'];

/** Runs a program; resolves with its exit code (128 + number when a signal ended it, as shells have it). */
export async function run(command, { env = process.env, stdin = 'inherit' } = {}) {
  const [file, ...args] = endingWithUs(command);
  const child = spawn(file, args, { stdio: [stdin, 'inherit', 'inherit'], env });
  const pass = (signal) => {
    // In a terminal Ctrl-C reaches the whole process group: the child has it already, and a second one may mean "at once".
    if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal);
  };
  for (const signal of SIGNALS) process.on(signal, pass);
  const parent = process.ppid;
  const watch = setInterval(() => {
    if (process.env.npm_lifecycle_event && process.ppid !== parent) child.kill('SIGTERM'); // npm is gone
  }, 250);
  try {
    return await new Promise((settle, reject) => {
      child.once('error', reject);
      child.once('exit', (code, signal) => settle(code ?? 128 + constants.signals[signal]));
    });
  } finally {
    clearInterval(watch);
    for (const signal of SIGNALS) process.off(signal, pass);
  }
}

/** Where util-linux is there, the kernel tells the program to end when we are killed with -9. */
function endingWithUs(command) {
  const setpriv = ['/usr/bin/setpriv', '--pdeathsig=TERM', '--'];
  const works = existsSync(setpriv[0]) && spawnSync(setpriv[0], [...setpriv.slice(1), 'true']).status === 0;
  return works ? [...setpriv, ...command] : command;
}
