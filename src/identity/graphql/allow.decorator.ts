import { type CanActivate, type ExecutionContext, Injectable, SetMetadata, UseGuards } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { GqlExecutionContext } from '@nestjs/graphql';
import { type EdgeContext, forbidden, operationGuard, type OperationGuard, unauthenticated } from '@libs/graphql';
import { type Actor, may } from '../model/actor.js';
import type { Permission } from '../model/role.js';

const PERMISSION = 'parley:permission';

/** Lets only actors with the operation's permission through. */
@Injectable()
export class PermissionGuard implements CanActivate {
  constructor(private readonly reflector: Reflector) {}

  canActivate(execution: ExecutionContext): boolean {
    const permission = this.reflector.get<Permission>(PERMISSION, execution.getHandler());
    const { actor } = GqlExecutionContext.create(execution).getContext<EdgeContext<Actor>>();
    if (may(actor, permission)) return true;
    throw actor.kind === 'ANONYMOUS' ? unauthenticated() : forbidden();
  }
}

/** Guards an operation: only actors with this permission may use it. First argument of `@Query`, `@Mutation` or `@Subscription`. */
export function Allow(permission: Permission): OperationGuard {
  return operationGuard(SetMetadata(PERMISSION, permission), UseGuards(PermissionGuard));
}

/** Marks an operation that everybody may use, signed in or not. @param reason why that is safe; for the reader and the checks */
export function AllowAnyone(reason: string): OperationGuard {
  return operationGuard(SetMetadata('parley:anyone', reason));
}
