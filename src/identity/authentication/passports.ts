import { Injectable } from '@nestjs/common';
import passport from 'passport';
import type { Strategy } from 'passport';

/** What strategies read of a request. GraphQL over HTTP, over WebSocket and our REST routes all make one of these. */
export interface PassportRequest {
  readonly headers?: { readonly authorization?: string | undefined };
  readonly body?: object;
  readonly [more: string]: unknown;
}

/** What strategies write when they send the browser elsewhere. */
export interface PassportResponse {
  statusCode: number;
  setHeader(name: string, value: string): void;
  end(): void;
}

const noResponse: PassportResponse = {
  statusCode: 0,
  setHeader: () => undefined,
  end: () => {
    throw new Error('This strategy wants to answer by itself, which is not possible here.');
  },
};

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
  attempt<T>(
    name: string,
    request: PassportRequest,
    options: object = {},
    response = noResponse,
  ): Promise<T | undefined> {
    return new Promise((resolve, reject) => {
      const done = (error: unknown, user?: T | false | null): void =>
        error
          ? reject(error instanceof Error ? error : new Error('Passport failed.', { cause: error }))
          : resolve(user || undefined);
      const middleware = this.#passport.authenticate(name, { ...options, session: false }, done) as (
        ...args: [PassportRequest, PassportResponse, (error?: unknown) => void]
      ) => void;
      // A copy, because passport writes into the request.
      middleware({ ...request }, response, done);
    });
  }
}
