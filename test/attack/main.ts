import { parseArgs } from 'node:util';
import { endExchanges } from './http-client.js';
import { attackAll } from './attack-all.js';
import { report } from './report.js';
import { startTarget, targetAt } from './target.js';

const USAGE = `Usage: npm run attack [-- --url URL] [-- --all] [-- --only THEME]

Attacks a server of its own with everything in test/attack/themes, over HTTP and WebSocket, as nobody and with each kind of
token; prints findings first and ends with code 1 when there are any. --url attacks a running server that has the demo
organisation: it does not see its log, database and memory. --all sends every hostile value to every argument; otherwise every
sixth. --only runs the themes whose names contain a word.
`;

const { values } = parseArgs({
  options: { url: { type: 'string' }, all: { type: 'boolean' }, only: { type: 'string' }, help: { type: 'boolean' } },
});
if (values.help) process.stdout.write(USAGE);
else {
  const began = performance.now();
  const target = values.url === undefined ? await startTarget() : targetAt(values.url);
  try {
    const outcomes = await attackAll(target, { share: values.all ? 1 : 6, ...(values.only && { only: values.only }) });
    process.stdout.write(`${report(outcomes)}\n`);
    process.stdout.write(`${((performance.now() - began) / 1000).toFixed(0)} s in all\n`);
    if (outcomes.some(({ findings }) => findings.length > 0)) process.exitCode = 1;
  } finally {
    endExchanges();
    await target.stop();
  }
}
