import type { Outcome, ShownPage, ShownVisitor, TwoWebsites } from './two-websites.js';

/** What is asked of a visitor. */
export const SHOWN =
  'id name company hasContactData isOnSite page { url title since } visitStartedAt pagesSeen openChatId brand { code }';
/** Two pages of BCW. */
export const HOME = 'https://bcw.example/';
export const ORDER = 'https://bcw.example/order';

const LIST = `query($brand: String!, $first: Int!, $after: String) { visitors(brandCode: $brand, first: $first, after: $after) {
  cursor nodes { ${SHOWN} }
  pageInfo { hasNextPage endCursor } } }`;

/** The visitors on a site as the bearer of a token sees them. */
export function listVisitors(
  site: TwoWebsites,
  token: string,
  { first = 100, after, brand = 'BCW' }: { first?: number; after?: string | undefined; brand?: string } = {},
): Promise<ShownPage<ShownVisitor>> {
  return site.ask<ShownPage<ShownVisitor>>(LIST, token, { brand, first, after });
}

/** A visitor opens a page. */
export function visitPage(site: TwoWebsites, token: string, url = HOME, title?: string): Promise<Outcome> {
  return site.mutate('visitPage', 'seenUntil', { url, title }, token);
}

/** Everybody goes home: the lease of every visit ends. */
export function everybodyGoesHome(site: TwoWebsites): Promise<void> {
  return site.advance(91_000);
}

/** How many rows a table has. @param from its name, and the condition that follows */
export async function countRows({ database }: TwoWebsites, from: string): Promise<number> {
  return Number((await database.row<{ n: number }>(`select count(*)::int as n from ${from}`))?.n);
}
