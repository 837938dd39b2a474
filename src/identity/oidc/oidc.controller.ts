import { Controller, Get, Inject, Logger, NotFoundException, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { redactText } from '@libs/observability';
import { oidcSettings, type OidcSettings } from '../identity.config.js';
import { AdmitFromProvider } from '../use-cases/admit-from-provider.js';
import { OidcProvider } from './oidc-provider.js';
import { type Failure, page } from './oidc.page.js';
import { OidcStates, STATE_LIFETIME_MS } from './oidc-states.js';

const COOKIE = 'parley_oidc';
const PATH = '/auth/oidc';

/** The browser's way to the identity provider and back. Tokens never travel in addresses: only a one-time code does. */
@Controller(PATH)
export class OidcController {
  readonly #log = new Logger('OpenIdConnect');

  constructor(
    private readonly provider: OidcProvider,
    private readonly states: OidcStates,
    private readonly admit: AdmitFromProvider,
    @Inject(oidcSettings.token) private readonly settings: OidcSettings,
  ) {}

  /** Sends the browser to the provider. */
  @Get('start')
  async start(@Req() request: Request, @Res() response: Response): Promise<void> {
    const callbackUrl = this.#callbackUrl(request);
    try {
      const { location, state } = await this.provider.start(callbackUrl);
      this.#cookie(response, callbackUrl, await this.states.keep(state), STATE_LIFETIME_MS);
      response.set('Cache-Control', 'no-store').redirect(location);
    } catch (error) {
      this.#warn('Starting', error);
      this.#answer(response, { error: 'unavailable' });
    }
  }

  /** Takes the browser back from the provider. */
  @Get('callback')
  async callback(@Req() request: Request, @Res() response: Response): Promise<void> {
    const callbackUrl = this.#callbackUrl(request);
    this.#cookie(response, callbackUrl, '', 0);
    this.#answer(response, await this.#outcome(request, callbackUrl));
  }

  async #outcome(request: Request, callbackUrl: string): Promise<{ code: string } | { error: Failure }> {
    const id = cookieOf(request);
    const state = id && (await this.states.take(id));
    const { search, searchParams } = new URL(request.originalUrl, callbackUrl);
    if (!state || !(searchParams.has('code') || searchParams.has('error'))) return { error: 'invalid' };
    try {
      const identity = await this.provider.finish(callbackUrl, search, state);
      if (!identity) return { error: 'denied' };
      const code = await this.admit.execute(identity);
      return code ? { code } : { error: 'unknown_account' };
    } catch (error) {
      this.#warn('Coming back', error);
      return { error: 'invalid' };
    }
  }

  #callbackUrl(request: Request): string {
    if (!this.provider.isOpen) throw new NotFoundException();
    const { publicUrl } = this.settings;
    if (publicUrl) return `${publicUrl.replace(/\/+$/, '')}${PATH}/callback`;
    // Whoever calls us can write any host name into the request; only those of this machine are believed.
    if (!['localhost', '127.0.0.1', '[::1]'].includes(request.hostname)) throw new NotFoundException();
    return `${request.protocol}://${request.host}${PATH}/callback`;
  }

  #answer(response: Response, outcome: { code: string } | { error: Failure }): void {
    response.set({ 'Cache-Control': 'no-store', 'Referrer-Policy': 'no-referrer' });
    if (this.settings.returnUrl) {
      const target = new URL(this.settings.returnUrl);
      for (const [name, value] of Object.entries(outcome)) target.searchParams.set(name, value);
      response.redirect(target.href);
      return;
    }
    response.set('Content-Security-Policy', "default-src 'none'; frame-ancestors 'none'");
    response
      .status('code' in outcome ? 200 : 403)
      .type('html')
      .send(page(outcome));
  }

  #cookie(response: Response, callbackUrl: string, value: string, maxAge: number): void {
    const secure = callbackUrl.startsWith('https:');
    response.cookie(COOKIE, value, { path: PATH, httpOnly: true, sameSite: 'lax', secure, maxAge });
  }

  #warn(step: string, error: unknown): void {
    const { message, code } = error as { message?: string; code?: string };
    this.#log.warn(`${step} failed: ${redactText(String(message))}${code ? ` (${code})` : ''}`);
  }
}

function cookieOf({ headers }: Request): string | undefined {
  const found = (headers.cookie ?? '').split(';').map((pair) => pair.trim().split('='));
  return found.find(([name]) => name === COOKIE)?.[1];
}
