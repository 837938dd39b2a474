import { Module } from '@nestjs/common';
import type { FactHandlerClass } from '@libs/outbox';
import { GiveBrandToAdminsWhenBrandAdded } from './handlers/give-brand-to-admins.js';
import { IdentityModule } from './identity.module.js';

/** How identity reacts to facts. */
export const identityFactHandlers: readonly FactHandlerClass[] = [GiveBrandToAdminsWhenBrandAdded];

/** Identity's reactions to facts, for workers. */
@Module({ imports: [IdentityModule], providers: [...identityFactHandlers] })
export class IdentityHandlersModule {}
