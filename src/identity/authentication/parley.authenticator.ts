import { callbackify } from 'node:util';
import { Injectable } from '@nestjs/common';
import { Strategy as BearerStrategy } from 'passport-http-bearer';
import { Authenticator, type Credentials, unauthenticated } from '@libs/graphql';
import { type Actor, anonymous } from '../model/actor.js';
import { BearerActors } from './bearer-actors.js';
import { Passports } from './passports.js';

const BEARER = 'bearer';

/** Tells who is asking, for HTTP and WebSocket alike: passport's bearer strategy over all kinds of tokens that we know. */
@Injectable()
export class ParleyAuthenticator extends Authenticator {
  constructor(
    private readonly passports: Passports,
    actors: BearerActors,
  ) {
    super();
    const find = callbackify((token: string) => actors.find(token));
    passports.use(BEARER, new BearerStrategy((token, done) => find(token, done)));
  }

  override async authenticate({ authorization }: Credentials): Promise<Actor> {
    if (authorization === undefined || authorization.trim() === '') return anonymous;
    const actor = await this.passports.attempt<Actor>(BEARER, { headers: { authorization } });
    if (!actor) throw unauthenticated('The token is not valid, or not any more.');
    return actor;
  }
}
