/** Prints "N passed, N failed" for a file that jest's --json wrote; a test file that could not even run is one failure. */
import { readFileSync } from 'node:fs';

let results = { numPassedTests: 0, numFailedTests: 0, numRuntimeErrorTestSuites: 1 };
try {
  results = JSON.parse(readFileSync(process.argv[2], 'utf8'));
} catch {
  console.error('jest wrote no results.');
}
const failed = results.numFailedTests + results.numRuntimeErrorTestSuites;
console.log(`${results.numPassedTests} passed, ${failed} failed`);
process.exitCode = failed > 0 || results.numPassedTests === 0 ? 1 : 0;
