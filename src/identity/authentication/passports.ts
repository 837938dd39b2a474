import { Injectable } from '@nestjs/common';
import passport from 'passport';
import type { Strategy } from 'passport';

/** What strategies read of a request. GraphQL over HTTP, over WebSocket and our REST routes all make one of these. */
export interface PassportRequest {
  readonly headers?: { readonly authorization?: string | undefined };
  readonly body?: object;
  readonly [more: string]: unknown;
}

type Middleware = (request: PassportRequest, response: object, next: (error?: unknown) => void) => void;

interface Outcome<T> {
  readonly found: (user: T | undefined) => void;
  readonly failed: (error: Error) => void;
  readonly sendsAway: (location: string) => void;
}

/** Passport without sessions and without Express: strategies by name, each attempt a promise. */
@Injectable()
export class Passports {
  readonly #passport = new passport.Passport();

  /** Adds a strategy. Passport makes a copy for each attempt, so one instance serves many at once. */
  use(name: string, strategy: Strategy): void {
    this.#passport.use(name, strategy);
  }

  /**
   * Whom the strategy recognises; undefined when it recognises nobody.
   * @throws whatever went wrong in the strategy
   */
  attempt<T>(name: string, request: PassportRequest, options: object = {}): Promise<T | undefined> {
    return new Promise((resolve, reject) => {
      const sendsAway = () => reject(new Error(`The strategy ${name} wants to send the browser elsewhere.`));
      this.#run<T>(name, request, options, { found: (user) => resolve(user), failed: reject, sendsAway });
    });
  }

  /**
   * Where the strategy sends the browser, as an absolute URL.
   * @throws whatever went wrong in the strategy
   */
  redirect(name: string, request: PassportRequest, options: object = {}): Promise<string> {
    return new Promise((resolve, reject) => {
      const found = () => reject(new Error(`The strategy ${name} does not send the browser elsewhere.`));
      this.#run(name, request, options, { found, failed: reject, sendsAway: resolve });
    });
  }

  #run<T>(name: string, request: PassportRequest, options: object, outcome: Outcome<T>): void {
    const done = (error: unknown, user?: T | false | null): void => {
      if (error) outcome.failed(error instanceof Error ? error : new Error('Passport failed.', { cause: error }));
      else outcome.found(user || undefined);
    };
    let location = '';
    const response = {
      statusCode: 0,
      setHeader: (header: string, value: string) => (location = header === 'Location' ? value : location),
      end: () => outcome.sendsAway(location),
    };
    const middleware = this.#passport.authenticate(name, { ...options, session: false }, done) as Middleware;
    // A copy, because passport writes into the request.
    middleware({ ...request }, response, done);
  }
}
