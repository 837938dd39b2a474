import { applyDecorators } from '@nestjs/common';
import {
  Mutation as NestMutation,
  type MutationOptions,
  Query as NestQuery,
  type QueryOptions,
  type ReturnTypeFunc,
  Subscription as NestSubscription,
  type SubscriptionOptions,
} from '@nestjs/graphql';

/** Says who may use an operation. Made by the identity module's `Allow` and `AllowAnyone`. */
export type OperationGuard = MethodDecorator & { readonly isOperationGuard: true };

/** Makes an operation guard out of decorators. */
export function operationGuard(...decorators: MethodDecorator[]): OperationGuard {
  return Object.assign(applyDecorators(...decorators) as MethodDecorator, { isOperationGuard: true as const });
}

/** A query. The guard comes first, so that none can be forgotten. */
export function Query(guard: OperationGuard, type: ReturnTypeFunc, options: QueryOptions): MethodDecorator {
  return applyDecorators(guard, NestQuery(type, options));
}

/** A mutation. The guard comes first, so that none can be forgotten. */
export function Mutation(guard: OperationGuard, type: ReturnTypeFunc, options: MutationOptions): MethodDecorator {
  return applyDecorators(guard, NestMutation(type, options));
}

/** A subscription. The guard comes first, so that none can be forgotten. */
export function Subscription(
  guard: OperationGuard,
  type: ReturnTypeFunc,
  options: SubscriptionOptions,
): MethodDecorator {
  return applyDecorators(guard, NestSubscription(type, options));
}
