import type { ActorRef } from '@libs/domain';
import { type Permission, permissionsOf, type Role } from './role.js';

interface KnownActor extends ActorRef {
  readonly roles: readonly Role[];
  /** Brands that the actor may see; an outside party has exactly one. */
  readonly brandIds: readonly string[];
  /** When the credentials end, if they do. */
  readonly expiresAt?: Date;
}

/** A member of staff; `id` is the agent's id. */
export interface StaffActor extends KnownActor {
  readonly kind: 'AGENT';
  readonly displayName: string;
  /** The log-in that the access token belongs to. */
  readonly sessionId: string;
}

/** A machine with a service token. */
export interface ServiceActor extends KnownActor {
  readonly kind: 'SERVICE';
}

/** A person outside: a visitor, or a customer or writer whom the brand's own website vouches for. `id` is the visitor's id. */
export interface OutsideActor extends KnownActor {
  readonly kind: 'VISITOR';
  readonly brandId: string;
  /** The visitor's contact, when it is known who he is. */
  readonly contactId: string | null;
  /** The key by which the brand's website vouched for him, if it did. */
  readonly brandKeyId?: string;
}

/** Nobody in particular: may log in or open a visitor session. */
export interface AnonymousActor extends KnownActor {
  readonly kind: 'ANONYMOUS';
}

/** Who is asking. */
export type Actor = StaffActor | ServiceActor | OutsideActor | AnonymousActor;

/** The actor of a request without credentials. */
export const anonymous: AnonymousActor = { kind: 'ANONYMOUS', id: 'anonymous', roles: [], brandIds: [] };

/** Whether one of the actor's roles gives the permission. */
export function may(actor: Actor, permission: Permission): boolean {
  return actor.roles.some((role) => permissionsOf[role].includes(permission));
}

/** Whether the actor may know of things that belong to the brand. */
export function seesBrand(actor: Actor, brandId: string): boolean {
  return actor.brandIds.includes(brandId);
}

export function isStaff(actor: Actor): actor is StaffActor {
  return actor.kind === 'AGENT';
}

export function isOutside(actor: Actor): actor is OutsideActor {
  return actor.kind === 'VISITOR';
}
