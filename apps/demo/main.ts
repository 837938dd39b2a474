import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { readSettings } from '@libs/config';
import { runProcess } from '../run-process.js';
import { serverSettings } from '../server.settings.js';
import { StoryBroken } from './clients/shown.js';
import { type OwnServer, startOwnServer } from './own-server.process.js';
import { printerTo } from './printer.js';
import { playStory } from './story/play-story.js';
import { BadTranscript, readTranscript } from './transcript/read-transcript.js';
import { replayTranscript } from './transcript/replay-transcript.js';

const USAGE = `Usage: npm run demo [-- --url URL | -- --transcript FILE]

Plays a conversation through the public API, against the server at --url or at PARLEY_PORT; if none runs there, against a
server of its own. --transcript replays JSON lines {"from":"visitor|agent","at":...,"text":...} against a server of its own,
whose clock follows "at": an ISO 8601 time, a Unix time, or an offset such as 12 (seconds), "12s" or "1500ms".
`;

const out = printerTo((text) => void process.stdout.write(text), process.stdout.isTTY);
let own: Promise<OwnServer> | undefined;
const ownServer = (): Promise<OwnServer> => {
  if (!own) out.note('(starting a server of the demo’s own, with a clock that can be moved ...)');
  return (own ??= startOwnServer());
};

await runProcess(async () => {
  const values = readArguments();
  if (!values) return;
  if (values.help) return void process.stdout.write(USAGE);
  process.on('SIGINT', () => void stopOwn().then(() => process.exit(130)));
  try {
    if (values.transcript === undefined) await story(values.url);
    else await replay(values.transcript);
    out.chapter('Everything happened as it should.');
  } catch (error) {
    if (!(error instanceof StoryBroken || error instanceof BadTranscript)) throw error;
    console.error(`\nNot as it should be: ${error.message}`);
    process.exitCode = 1;
  } finally {
    await stopOwn();
  }
});

function readArguments(): { url?: string; transcript?: string; help?: boolean } | undefined {
  try {
    return parseArgs({
      options: { url: { type: 'string' }, transcript: { type: 'string' }, help: { type: 'boolean' } },
    }).values;
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : String(error)}\n\n${USAGE}`);
    process.exitCode = 1;
    return undefined;
  }
}

async function story(wanted: string | undefined): Promise<void> {
  const { host, port } = readSettings([serverSettings]).of(serverSettings);
  const url = (wanted ?? `http://${reachable(host)}:${port}`).replace(/\/+$/, '');
  const found = await lookAt(url);
  if (found === 'DEMO') {
    out.note(`The story plays on the server at ${url}.`);
    return playStory(url, out, { elsewhere: ownServer });
  }
  if (wanted !== undefined)
    throw new StoryBroken(
      `${url} ${found === 'NOTHING' ? 'does not answer' : 'has no demo organisation (PARLEY_DEMO)'}.`,
    );
  out.note(`${found === 'NOTHING' ? 'No server' : 'No server with the demo organisation'} is running at ${url}.`);
  const server = await ownServer();
  await playStory(server.url, out, { advance: (ms) => server.advance(ms) });
}

/** The host of a URL for an address that a server listens on. */
function reachable(host: string): string {
  if (host === '0.0.0.0' || host === '::') return '127.0.0.1';
  return host.includes(':') ? `[${host}]` : host;
}

/** What answers there: a Parley with the brand of the story, something else, or nothing. */
async function lookAt(url: string): Promise<'DEMO' | 'OTHER' | 'NOTHING'> {
  try {
    const response = await fetch(`${url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query: '{ chatAvailability(brandCode: "BCW") { state } }' }),
      signal: AbortSignal.timeout(5_000),
    });
    const { data } = (await response.json().catch(() => ({}))) as { data?: { chatAvailability?: unknown } | null };
    return data?.chatAvailability ? 'DEMO' : 'OTHER';
  } catch {
    return 'NOTHING';
  }
}

async function replay(file: string): Promise<void> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new BadTranscript(`${file} cannot be read (${error.code ?? 'unknown'}).`);
  });
  const lines = readTranscript(text);
  await replayTranscript(await ownServer(), lines, out);
}

async function stopOwn(): Promise<void> {
  const server = await own?.catch(() => undefined);
  await server?.stop();
}
