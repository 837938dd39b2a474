import { inPlainWords } from './plain-words.js';

const LEAST_NODE: readonly [number, number] = [22, 18];

/** Runs the start of a process; what goes wrong is said in plain words, and the process ends with code 1. */
export async function runProcess(start: () => Promise<void>): Promise<void> {
  try {
    checkNode();
    await start();
  } catch (error) {
    console.error(inPlainWords(error) ?? error);
    process.exitCode = 1;
    // Whatever was opened before the failure would keep the process alive.
    setTimeout(() => process.exit(1), 500).unref();
  }
}

/** Native packages crash on older versions without a word. */
function checkNode(): void {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major < LEAST_NODE[0] || (major === LEAST_NODE[0] && minor < LEAST_NODE[1]))
    throw new Error(
      `Node ${LEAST_NODE.join('.')} or newer is needed; this is ${process.versions.node}. Start through npm: npm start`,
    );
}
