/**
 * What PostGraphile needs to answer the same questions: the relation without a foreign key, short names, and the inbox as a function that
 * PostgreSQL writes into the statement. Comments and a schema of their own: our server does not see them.
 */
export const SMART_TAGS = `
create schema if not exists bench;
create or replace function bench.inbox(brand_ids uuid[]) returns setof public.chat language sql stable as $$
  select c.* from unnest(brand_ids) as b(id) cross join lateral (
    select * from public.chat c where c.brand_id = b.id and c.status = 'ACTIVE' order by c.active_at desc, c.id desc limit 26
  ) c order by c.active_at desc, c.id desc
$$;
comment on function bench.inbox is '@name inbox';
comment on table chat is E'@foreignKey (agent_id) references agent (id)|@fieldName agent';
comment on constraint chat_visitor_id_fkey on chat is '@fieldName visitor';
comment on constraint visitor_contact_id_fkey on visitor is '@fieldName contact';
comment on constraint chat_message_chat_id_fkey on chat_message is '@foreignFieldName messages';
`;
