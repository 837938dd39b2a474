/**
 * What PostGraphile needs to answer the same questions: the relation without a foreign key, short names, and the inbox as a function that
 * PostgreSQL writes into the statement. Comments and a schema of their own: our server does not see them.
 */
export const SMART_TAGS = `
create schema if not exists bench;
create or replace function bench.inbox(brand_ids uuid[]) returns setof public.chat language sql stable as $$
  select * from public.chat where brand_id = any(brand_ids) and status = 'ACTIVE' order by active_at desc, id desc
$$;
comment on function bench.inbox is '@name inbox';
comment on table chat is E'@foreignKey (agent_id) references agent (id)|@fieldName agent';
comment on constraint chat_visitor_id_fkey on chat is '@fieldName visitor';
comment on constraint visitor_contact_id_fkey on visitor is '@fieldName contact';
comment on constraint chat_message_chat_id_fkey on chat_message is '@foreignFieldName messages';
`;
