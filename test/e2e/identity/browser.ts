/** What a browser shows after a request. */
export interface BrowserPage {
  readonly url: string;
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** Where it is sent next, as an absolute URL; empty when it stays. */
  readonly location: string;
}

/** As much of a browser as a log-in needs: cookies by host and path, and redirects taken one by one. */
export class Browser {
  /** Every address that it was sent to. */
  readonly visited: string[] = [];
  readonly #cookies = new Map<string, { origin: string; path: string; pair: string }>();

  get(url: string): Promise<BrowserPage> {
    return this.#request(url, {});
  }

  post(url: string, form: Record<string, string>): Promise<BrowserPage> {
    return this.#request(url, { method: 'POST', body: new URLSearchParams(form) });
  }

  /** The cookies that go with a request, as one header. */
  cookiesFor(url: string): string {
    const { origin, pathname } = new URL(url);
    const own = [...this.#cookies.values()].filter((one) => one.origin === origin && pathname.startsWith(one.path));
    return own.map(({ pair }) => pair).join('; ');
  }

  async #request(url: string, init: RequestInit): Promise<BrowserPage> {
    this.visited.push(url);
    const response = await fetch(url, { ...init, redirect: 'manual', headers: { cookie: this.cookiesFor(url) } });
    for (const line of response.headers.getSetCookie()) this.#keep(url, line);
    const location = response.headers.get('location');
    return {
      url,
      status: response.status,
      headers: response.headers,
      text: await response.text(),
      location: location ? new URL(location, url).href : '',
    };
  }

  #keep(url: string, line: string): void {
    const [pair = '', ...attributes] = line.split(';').map((part) => part.trim());
    const { origin } = new URL(url);
    const path = attributes.find((one) => /^path=/i.test(one))?.slice(5) ?? '/';
    const [name = '', value = ''] = pair.split('=');
    const key = `${origin} ${path} ${name}`;
    if (value === '') this.#cookies.delete(key);
    else this.#cookies.set(key, { origin, path, pair });
  }
}
