import { InvalidInput, textWithin } from '@libs/domain';

/** Longest address of a page, in characters. */
export const MAX_URL_LENGTH = 2_000;
/** Longest title of a page, in characters. */
export const MAX_TITLE_LENGTH = 500;

/** A page of a brand's website, as a visitor's browser shows it. */
export interface VisitedPage {
  readonly url: string;
  readonly title: string | null;
}

/**
 * Checks the page that a visitor says he is on. Each registered host stands for its subdomains too, `www.` is ignored, and when brands
 * share a domain the most specific host decides.
 * @param ownHosts hosts of the visitor's brand @param otherHosts hosts of all other brands
 * @throws InvalidInput for what is not the address of a web page of the visitor's brand, and for text that is too long or malformed
 */
export function visitedPage(
  input: { readonly url: string; readonly title?: string | null | undefined },
  ownHosts: readonly string[],
  otherHosts: readonly string[],
): VisitedPage {
  const text = textWithin('url', input.url, { min: 1, max: MAX_URL_LENGTH });
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || !['http:', 'https:'].includes(url.protocol))
    throw new InvalidInput('url', 'This is not the address of a web page.');
  if (url.username || url.password) throw new InvalidInput('url', 'An address with a password is not kept.');
  const own = nearest(url.hostname, ownHosts);
  if (own === 0 || nearest(url.hostname, otherHosts) > own)
    throw new InvalidInput('url', 'This page does not belong to the website that you came from.');
  const title = textWithin('title', input.title ?? '', { min: 0, max: MAX_TITLE_LENGTH });
  // The browser's own spelling can be longer than what was typed.
  return { url: textWithin('url', url.href, { min: 1, max: MAX_URL_LENGTH }), title: title === '' ? null : title };
}

/** Length of the longest of the hosts that the host is or lies under; 0 when there is none. */
function nearest(hostname: string, hosts: readonly string[]): number {
  const host = `.${hostname.replace(/\.$/, '')}`;
  const matches = hosts
    .map((name) => name.toLowerCase().replace(/^www\./, ''))
    .filter((name) => name && host.endsWith(`.${name}`));
  return Math.max(0, ...matches.map((name) => name.length));
}
