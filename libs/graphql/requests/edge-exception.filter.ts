import { type ArgumentsHost, Catch } from '@nestjs/common';
import { BaseExceptionFilter } from '@nestjs/core';
import type { GqlContextType } from '@nestjs/graphql';

/**
 * Hands errors of resolvers on to the edge as they are, where they are masked and logged once; Nest would log expected refusals as
 * failures. Errors outside GraphQL are Nest's as usual.
 */
@Catch()
export class EdgeExceptionFilter extends BaseExceptionFilter {
  override catch(exception: unknown, host: ArgumentsHost): unknown {
    if (host.getType<GqlContextType>() === 'graphql') return exception;
    // oxlint-disable-next-line promise/valid-params -- this is no promise
    super.catch(exception, host);
    return undefined;
  }
}
