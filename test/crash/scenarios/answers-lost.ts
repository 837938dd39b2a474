import { setTimeout as delay } from 'node:timers/promises';
import type { OwnPostgres } from '../../harness/own-postgres.js';
import { startProgram } from '../../harness/programs.js';
import { addressOf, type ProxyRule, startTcpProxy, through } from '../../harness/tcp-proxy.js';
import { type Effort, Rehearsal, timed } from '../rehearsal.js';
import { type Findings, findings, tally } from '../report.js';
import { SERVER_ENV } from '../stage.js';

const LOST = 0.05;
/** What ends a unit of work, as the driver of PostgreSQL sends it; a hot path is known by the name of its command. */
const COMMITS = ['commit\0', 'sendChatMessage'];
const REQUESTS = ['sendChatMessage', 'markChatRead', 'tagChat', 'transferChat'];

/** K5: the work is done, and its answer is lost: that of the commit on the way to the server, or that of the server on the way to the client. */
export async function answersLost(effort: Effort, postgres: OwnPostgres): Promise<Findings> {
  const toPostgres = await startTcpProxy(addressOf(postgres.url));
  const server = await startProgram('all-in-one', { ...SERVER_ENV, DATABASE_URL: through(toPostgres, postgres.url) });
  const toServer = await startTcpProxy(addressOf(server.url));
  let open: Rehearsal | undefined;
  try {
    const rehearsal = (open = await Rehearsal.begin(through(toServer, server.url), effort));
    const { ledger, random } = rehearsal;
    const lost = { commits: 0, answers: 0 };
    const losing =
      (name: keyof typeof lost, texts: readonly string[]): ProxyRule =>
      (connection, said) => {
        if (lost[name] >= effort.times || !texts.some((text) => said.includes(text)) || !random.chance(LOST)) return;
        lost[name] += 1;
        connection.swallowNextAnswerAndCut();
      };
    toPostgres.rule = losing('commits', COMMITS);
    toServer.rule = losing('answers', REQUESTS);
    rehearsal.write();
    await timed('enough answers are lost', () => Object.values(lost).every((n) => n >= effort.times));
    toPostgres.rule = toServer.rule = undefined;
    await delay(500);
    const verdict = await rehearsal.end();
    const again = ledger.entries.filter(({ tries, state }) => tries > 1 && state === 'done');
    return findings('K5: the answer to a commit is lost on the wire', verdict, {
      'commits whose answer was lost': lost.commits,
      'answers lost on the way to clients': lost.answers,
      'asked again and acknowledged': again.length,
      'answers of the clients': tally(ledger.codes),
    });
  } finally {
    await open?.halt();
    await server.stop('SIGKILL');
    await toServer.close();
    await toPostgres.close();
  }
}
