/** Loaded into a server that is measured (`--expose-gc --import`): on SIGWINCH it collects what is garbage and prints what is left. */
process.on('SIGWINCH', () => {
  for (let i = 0; i < 3; i += 1) globalThis.gc?.();
  const { heapUsed, external, rss } = process.memoryUsage();
  process.stdout.write(`memory ${JSON.stringify({ at: performance.now(), heapUsed, external, rss })}\n`);
});
