import { createRequire } from 'node:module';
import { LinkifyIt } from 'linkify-it';

/** Host names of one brand's websites, e.g. `bestcustomwriting.com`; each stands for its subdomains too, `www.` is ignored. */
export interface BrandHosts {
  readonly hosts: readonly string[];
}

/** A link to a website, or an address at a domain, of another brand. */
export interface ForeignBrandLink {
  /** Offsets into the text in UTF-16 code units; end excluded. */
  readonly start: number;
  readonly end: number;
  /** The link as a browser would open it. */
  readonly url: string;
  readonly brandCode: string;
}

// The package is a bare JSON file: every loader reads it this way, not every one keeps an import attribute.
const tlds = createRequire(import.meta.url)('tlds') as string[];
const known = new Set(tlds);

/** Finds links; also those without a scheme under the brands' own top-level domains, which need not be public ones. */
const linkifyFor = lastMade((extra: string) =>
  new LinkifyIt({ fuzzyLink: true, urlAuth: true }).tlds([...tlds, ...extra.split(' ').filter(Boolean)]),
);

/**
 * Finds the links and email addresses that belong to another brand, with or without a scheme, in the order of the text.
 * The host decides, read as a browser reads it (letter case, punycode, full-width letters and dots, a final dot and what
 * stands before `@` make no difference). If brands share a domain, the most specific host wins, between equals the own brand.
 */
export function foreignBrandLinks(
  text: string,
  ownBrand: BrandHosts,
  otherBrands: ReadonlyArray<BrandHosts & { readonly code: string }>,
): ForeignBrandLink[] {
  const owners = new Map<string, string | undefined>();
  for (const { code, hosts } of otherBrands) for (const host of hosts) owners.set(canonicalHost(host), code);
  for (const host of ownBrand.hosts) owners.set(canonicalHost(host), undefined);
  owners.delete('');

  const ends = [...owners.keys()].map((host) => host.slice(host.lastIndexOf('.') + 1)).filter((end) => !known.has(end));
  const linkify = linkifyFor([...new Set(ends)].sort().join(' '));
  return (linkify.match(foldWidth(text)) ?? []).flatMap(({ index, lastIndex, url }) => {
    const brandCode = ownerOf(hostOf(url), owners);
    return brandCode === undefined ? [] : [{ start: index, end: lastIndex, url, brandCode }];
  });
}

/** The function, remembering its last answer: brands change rarely, and a set of rules takes milliseconds to make. */
function lastMade<T>(make: (key: string) => T): (key: string) => T {
  let last: { key: string; value: T } | undefined;
  return (key) => {
    if (last?.key !== key) last = { key, value: make(key) };
    return last.value;
  };
}

/** The brand code of the nearest registered host above; `undefined` for the own brand and for strangers. */
function ownerOf(host: string, owners: ReadonlyMap<string, string | undefined>): string | undefined {
  const labels = host.split('.');
  for (let first = 0; first < labels.length; first++) {
    const suffix = labels.slice(first).join('.');
    if (owners.has(suffix)) return owners.get(suffix);
  }
  return undefined;
}

/** Browsers read full-width forms and ideographic dots as ASCII; the replacement keeps every offset. */
function foldWidth(text: string): string {
  return text.replace(/[\u3002\uff01-\uff5e\uff61]/g, (char) =>
    char === '\u3002' || char === '\uff61' ? '.' : char.normalize('NFKC'),
  );
}

function hostOf(url: string): string {
  const address = url.startsWith('mailto:') ? `http://${url.slice(url.lastIndexOf('@') + 1)}` : url;
  // "//host/path" takes the scheme of the page.
  const absolute = address.startsWith('//') ? `http:${address}` : address;
  return URL.canParse(absolute) ? withoutFinalDot(new URL(absolute).hostname) : '';
}

function canonicalHost(host: string): string {
  return hostOf(`http://${host}`).replace(/^www\./, '');
}

function withoutFinalDot(host: string): string {
  return host.endsWith('.') ? host.slice(0, -1) : host;
}

/** Cheap first look: false when the text surely has no link or address in it. */
export function mayContainLink(text: string): boolean {
  return /[.．。｡]\S|[@＠]|:\/\//u.test(text);
}
