import { setTimeout as delay } from 'node:timers/promises';
import type { OwnPostgres } from '../../harness/own-postgres.js';
import { startProgram } from '../../harness/programs.js';
import { addressOf, type ProxiedConnection, startTcpProxy, through } from '../../harness/tcp-proxy.js';
import { type Effort, Rehearsal } from '../rehearsal.js';
import { type Findings, findings, spread } from '../report.js';
import { SERVER_ENV } from '../stage.js';

const AFTER_HEALING_MS = 5_000;

/** K6: every connection that LISTENs dies without a word, for as long as the silence lasts, new ones as well. */
export async function listenSilent(effort: Effort, postgres: OwnPostgres): Promise<Findings> {
  const proxy = await startTcpProxy(addressOf(postgres.url));
  const listening = new Set<ProxiedConnection>();
  let isSilent = false;
  proxy.rule = (connection, said) => {
    if (!said.includes('listen parley')) return;
    listening.add(connection);
    if (isSilent) connection.blackHole();
  };
  const server = await startProgram('all-in-one', { ...SERVER_ENV, DATABASE_URL: through(proxy, postgres.url) });
  let open: Rehearsal | undefined;
  try {
    const rehearsal = (open = await Rehearsal.begin(server.url, effort));
    const { ledger, readers } = rehearsal;
    if (listening.size === 0) throw new Error('No connection of the server LISTENs.');
    rehearsal.write();
    await delay(1_500);
    const silentAt = performance.now();
    isSilent = true;
    for (const connection of listening) connection.blackHole();
    await delay(effort.silenceSeconds * 1_000);
    const healedAt = performance.now();
    isSilent = false;
    for (const connection of listening) connection.heal();
    await delay(AFTER_HEALING_MS);
    const within = healedAt + AFTER_HEALING_MS;
    const waits = (from: number, to: number): number[] =>
      ledger.entries
        .filter(({ mutation, doneAt = 0 }) => mutation === 'sendChatMessage' && doneAt > from && doneAt < to)
        .flatMap(({ clientKey, doneAt = 0, input, who }) =>
          readers
            .filter((reader) => reader.who.kind === 'AGENT' || (who.kind === 'VISITOR' && reader.who.id === who.id))
            .map((reader) => (reader.seenAt.get(clientKey) ?? (input['chatId'] ? Infinity : 0)) - doneAt),
        );
    const during = waits(silentAt, healedAt);
    const late = ledger.entries.filter(
      ({ mutation, clientKey, doneAt = Infinity }) =>
        mutation === 'sendChatMessage' &&
        doneAt < healedAt &&
        readers.some((reader) => reader.who.kind === 'AGENT' && (reader.seenAt.get(clientKey) ?? Infinity) > within),
    );
    const [before, after] = [waits(0, silentAt), waits(healedAt, within - 2_000)];
    const verdict = await rehearsal.end();
    return findings(
      `K6: the LISTEN connection dies without a word for ${effort.silenceSeconds} s`,
      verdict,
      {
        'acknowledged to seen, before': spread(before),
        'acknowledged to seen, in the silence': spread(during),
        'acknowledged to seen, healed': spread(after),
        'LISTEN connections tried': listening.size,
      },
      late.length > 0 ? [`${late.length} events came later than ${AFTER_HEALING_MS} ms after it healed`] : [],
    );
  } finally {
    await open?.halt();
    await server.stop('SIGKILL');
    await proxy.close();
  }
}
