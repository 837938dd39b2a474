/** Asks for /health/live all the time, in a thread of its own, so that a busy attacker does not count as a busy server. */
import { parentPort, workerData } from 'node:worker_threads';
import { setTimeout as delay } from 'node:timers/promises';

const waits = [];
let failures = 0;
let over = false;
parentPort.once('message', () => (over = true));
while (!over) {
  const began = performance.now();
  try {
    const response = await fetch(`${workerData.url}/health/live`, { signal: AbortSignal.timeout(5_000) });
    await response.arrayBuffer();
    if (response.status !== 200) failures++;
  } catch {
    failures++;
  }
  waits.push(performance.now() - began);
  await delay(25);
}
waits.sort((a, b) => a - b);
parentPort.postMessage({
  count: waits.length,
  failures,
  p50: waits[Math.floor(waits.length / 2)] ?? 0,
  p99: waits[Math.floor(waits.length * 0.99)] ?? 0,
  max: waits.at(-1) ?? 0,
});
