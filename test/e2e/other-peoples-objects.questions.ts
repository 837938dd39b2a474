import type { Client } from 'graphql-ws';
import type { Database } from '@libs/database';
import type { SchemaOperation } from '@test/support/schema-documents.js';
import type { ChatDesk } from './chat/chat-desk.js';

/** What was said about an object. */
export interface Said {
  /** `null`, `empty list`, a type with the field that it names, or the codes of an error. */
  readonly outcome: string;
  /** All that was said, without the name that was asked for: the HTTP status too. */
  readonly text: string;
}

/** Asks over HTTP, or over a socket when one is given. */
export async function ask(
  desk: ChatDesk,
  operation: SchemaOperation,
  variables: Record<string, unknown>,
  who: { token?: string | undefined; socket?: Client | undefined },
  name = '',
): Promise<Said> {
  const { document, field } = operation;
  const answer = who.socket
    ? await overSocket(who.socket, document, variables)
    : await desk.graphql<any>(document, variables, who.token);
  const { data, errors, status } = answer;
  const told = errors?.map(({ message, extensions: { requestId: _, ...extensions } = {} }: any) => ({
    message,
    extensions,
  }));
  const text = JSON.stringify({ status, data: data ?? null, errors: told });
  return { outcome: outcomeOf(data?.[field], errors?.[0]?.extensions), text: name ? text.replaceAll(name, '#') : text };
}

async function overSocket(socket: Client, query: string, variables: Record<string, unknown>): Promise<any> {
  const items = socket.iterate<any>({ query, variables });
  try {
    return (await items.next()).value;
  } catch (errors) {
    return { errors };
  } finally {
    await items.return?.();
  }
}

function outcomeOf(value: any, error?: Record<string, unknown>): string {
  if (error) return [error['code'], error['refusal'], error['field']].filter(Boolean).join(' ');
  if (value == null) return 'null';
  if (Array.isArray(value.nodes)) return value.nodes.length === 0 ? 'empty list' : 'some';
  return [value.__typename, value.field].filter(Boolean).join(' ');
}

/** Tables that a refused request may change: what it was counted as, and the answer that is kept under its client key. */
const MAY_CHANGE =
  /^(client_key|.*_attempt|.*rate.*|request_.*|timer|delivery|worker_process|fact_horizon|mikro_orm.*|log_in_code)$/;

/** One line per table of the business, different when anything in it is. */
export async function fingerprint(database: Database): Promise<readonly string[]> {
  const tables = await database.rows<{ name: string }>(
    `select table_name as name from information_schema.tables where table_schema = 'public' and table_type = 'BASE TABLE' order by 1`,
  );
  const watched = tables.map(({ name }) => name).filter((name) => !MAY_CHANGE.test(name));
  const parts = watched.map(
    (name) =>
      `select '${name} ' || coalesce(md5(string_agg((to_jsonb(t) - 'last_used_at')::text, ',' order by t::text)), '-') as line from ${name} t`,
  );
  const lines = await database.rows<{ line: string }>(parts.join(' union all '));
  return lines.map(({ line }) => line);
}
