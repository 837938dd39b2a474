/** Everything that can be said about the code without running it, two checks at a time; prints how long each took. */
import { spawn } from 'node:child_process';

// The slow ones first, so that two workers finish at about the same time.
const CHECKS = ['typecheck', 'lint', 'check:walls', 'check:graphql', 'check:schema', 'format:check'];
const AT_ONCE = 2;

const waiting = [...CHECKS];
const failed = [];
await Promise.all(Array.from({ length: AT_ONCE }, worker));
if (failed.length > 0) console.error(`\nFailed: ${failed.join(', ')}`);
process.exitCode = failed.length > 0 ? 1 : 0;

async function worker() {
  for (let name = waiting.shift(); name; name = waiting.shift()) {
    const started = Date.now();
    const { code, output } = await npmRun(name);
    const seconds = ((Date.now() - started) / 1000).toFixed(1);
    console.log(`${code === 0 ? 'ok    ' : 'FAILED'} ${name.padEnd(14)} ${seconds.padStart(5)} s`);
    if (code !== 0) {
      failed.push(name);
      console.log(output);
    }
  }
}

async function npmRun(name) {
  return new Promise((resolve, reject) => {
    const child = spawn('npm', ['run', '--silent', name], { stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk));
    child.once('error', reject);
    child.once('close', (code) => resolve({ code: code ?? 1, output }));
  });
}
