import { callbackify } from 'node:util';
import { Inject, Injectable } from '@nestjs/common';
import {
  allowInsecureRequests,
  type Configuration,
  discovery,
  fetchUserInfo,
  None,
  randomNonce,
  randomState,
  type UserInfoResponse,
} from 'openid-client';
import type { Strategy as PassportStrategy } from 'passport';
import { type AuthenticateOptions, Strategy, type StrategyOptions, type VerifyFunction } from 'openid-client/passport';
import { Passports } from '../authentication/passports.js';
import { oidcSettings, type OidcSettings } from '../identity.config.js';

const OIDC = 'openid-connect';
const TIMEOUT_SECONDS = 10;

type Tokens = Parameters<VerifyFunction>[0];

/** What has to be remembered between sending the browser away and its coming back. */
export type OidcState = Record<string, unknown>;

/** Somebody as the identity provider describes him. */
export interface ProvidedIdentity {
  readonly issuer: string;
  readonly subject: string;
  /** In lower case; null unless the provider says that it is his. */
  readonly verifiedEmail: string | null;
  readonly name: string | null;
}

/**
 * The organisation's OpenID Connect provider, over the strategy of openid-client: authorisation code flow with PKCE, state and nonce
 * (OpenID Connect Core 1.0, RFC 9700).
 */
@Injectable()
export class OidcProvider {
  #ready: Promise<void> | undefined;

  constructor(
    private readonly passports: Passports,
    @Inject(oidcSettings.token) private readonly settings: OidcSettings,
  ) {}

  /** Whether this way of signing in is set up. */
  get isOpen(): boolean {
    return this.settings.issuer !== undefined && this.settings.clientId !== undefined;
  }

  /**
   * Where to send the browser, and what to remember until it comes back.
   * @throws Error when the provider cannot be reached
   */
  async start(callbackUrl: string): Promise<{ location: string; state: OidcState }> {
    await this.#prepare();
    const session: OidcState = {};
    const location = await this.passports.redirect(OIDC, request('/', session), { callbackURL: callbackUrl });
    return { location, state: session };
  }

  /**
   * Who came back; undefined when he changed his mind.
   * @param query query string of the address that he came back to
   * @throws Error for an answer that was not asked for, or whose state, nonce, signature or code is not good
   */
  async finish(callbackUrl: string, query: string, state: OidcState): Promise<ProvidedIdentity | undefined> {
    await this.#prepare();
    return this.passports.attempt<ProvidedIdentity>(OIDC, request(`/${query}`, { ...state }), {
      callbackURL: callbackUrl,
    });
  }

  #prepare(): Promise<void> {
    this.#ready ??= this.#discover().catch((error: unknown) => {
      this.#ready = undefined;
      throw error;
    });
    return this.#ready;
  }

  async #discover(): Promise<void> {
    const { issuer, clientId, clientSecret } = this.settings;
    if (!issuer || !clientId) throw new Error('No OpenID Connect provider is set up.');
    // The settings allow plain HTTP on this machine only.
    // oxlint-disable-next-line typescript/no-deprecated -- marked so only to make it stand out
    const execute = issuer.startsWith('http:') ? [allowInsecureRequests] : [];
    const auth = clientSecret ? undefined : None();
    const config = await discovery(new URL(issuer), clientId, clientSecret, auth, {
      execute,
      timeout: TIMEOUT_SECONDS,
    });
    const identify = callbackify((...tokens: Parameters<typeof identityFrom>) => identityFrom(...tokens));
    const { trustsEmail } = this.settings;
    const verify: VerifyFunction = (tokens, done) => identify(config, tokens, trustsEmail, done);
    // The types of openid-client and of passport disagree about `this` alone.
    const strategy: unknown = new CheckedStrategy({ config, name: OIDC, scope: 'openid email profile' }, verify);
    this.passports.use(OIDC, strategy as PassportStrategy);
  }
}

async function identityFrom(config: Configuration, tokens: Tokens, trustsEmail: boolean): Promise<ProvidedIdentity> {
  const claims = tokens.claims();
  if (!claims) throw new Error('The provider sent no ID token.');
  // Some providers put the address into the ID token, others keep it for the userinfo endpoint.
  const knowsMore = claims['email'] === undefined && config.serverMetadata().userinfo_endpoint !== undefined;
  const more: Partial<UserInfoResponse> = knowsMore ? await fetchUserInfo(config, tokens.access_token, claims.sub) : {};
  const { email, email_verified, name } = { ...more, ...claims };
  const isVerified = email_verified === true || (email_verified === undefined && trustsEmail);
  return {
    issuer: claims.iss,
    subject: claims.sub,
    verifiedEmail: typeof email === 'string' && isVerified ? email.trim().toLowerCase() : null,
    name: typeof name === 'string' ? name : null,
  };
}

/** The strategy with a state and a nonce of its own for each attempt; by itself it leaves both to PKCE. */
class CheckedStrategy extends Strategy {
  constructor(options: StrategyOptions, verify: VerifyFunction) {
    super(options, verify);
  }

  override authorizationRequestParams<T extends AuthenticateOptions>(
    ...given: Parameters<typeof Strategy.prototype.authorizationRequestParams<T>>
  ): URLSearchParams {
    const params = new URLSearchParams(super.authorizationRequestParams(...given));
    params.set('state', randomState());
    params.set('nonce', randomNonce());
    return params;
  }
}

/** What the strategy reads of a request; host and path give way to those of the callback URL. */
function request(originalUrl: string, session: OidcState): { method: string; [more: string]: unknown } {
  return { method: 'GET', protocol: 'http', host: 'localhost', originalUrl, session };
}
