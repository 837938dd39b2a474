import { writeFile } from 'node:fs/promises';
import { bench } from './bench.js';
import { HELP, readOptions } from './options.js';

const print = (text: string): void => void process.stdout.write(`${text}\n`);

const options = readOptions(process.argv.slice(2));
if (options) {
  const result = await bench(options, print);
  if (options.json) await writeFile(options.json, `${JSON.stringify(result, null, 2)}\n`);
  if (options.check && result.verdicts.some(({ verdict }) => verdict === 'falls short')) process.exitCode = 1;
} else print(HELP);
