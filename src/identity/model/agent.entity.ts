import { Entity, PrimaryKey, Property } from '@mikro-orm/decorators/legacy';
import { ArrayType, OptionalProps } from '@mikro-orm/core';
import { Aggregate, textWithin } from '@libs/domain';
import { AgentAccountClosed, AgentAdded, AgentProfileChanged, AgentRightsChanged } from '@src/events';
import { AccountIsClosed, InvalidInvitation } from '../identity.refusals.js';
import { changedSettings, type PersonalSettings, type SettingsChange } from './personal-settings.js';
import { checkedRights, type Rights } from './rights.js';
import type { StaffRole } from './role.js';

/** Whether a member of staff may sign in. A closed account stays, because what he did stays. */
export const accountStatuses = ['OPEN', 'CLOSED'] as const;
/** One of {@link accountStatuses}. */
export type AccountStatus = (typeof accountStatuses)[number];

/** A member of staff: his account, what he may do, and what he chose for himself. */
@Entity({ tableName: 'agent' })
export class Agent extends Aggregate {
  [OptionalProps]?: 'sequence' | 'invitation';

  @PrimaryKey({ type: 'uuid' })
  override id: string;

  /** In lower case; what he signs in with. */
  @Property({ type: 'text' })
  email: string;

  @Property({ type: 'text' })
  displayName: string;

  /** Argon2id in PHC form; null until an invitation is accepted, and for those who sign in elsewhere. */
  @Property({ type: 'text', nullable: true })
  passwordHash: string | null;

  @Property({ type: ArrayType, columnType: 'text[]' })
  roles: StaffRole[];

  @Property({ type: ArrayType, columnType: 'uuid[]' })
  brandIds: string[];

  @Property({ type: ArrayType, columnType: 'text[]' })
  departmentCodes: string[];

  /** Most chats at the same time, 0 to 50; 0 means that he does not serve chats. */
  @Property({ type: 'integer' })
  maxChats: number;

  @Property({ type: 'text' })
  status: AccountStatus;

  @Property({ type: 'json' })
  settings: PersonalSettings;

  /** Number of the newest invitation; older ones are void. */
  @Property({ type: 'integer' })
  invitation: number;

  /** When the newest invitation was made; null once it is accepted. */
  @Property({ type: 'timestamptz', nullable: true })
  invitedAt: Date | null;

  /** The identity provider that he signed in with, and who he is there. */
  @Property({ type: 'text', nullable: true })
  oidcIssuer: string | null;

  @Property({ type: 'text', nullable: true })
  oidcSubject: string | null;

  @Property({ type: 'integer' })
  override sequence: number;

  @Property({ type: 'timestamptz' })
  createdAt: Date;

  protected override get aggregateType(): string {
    return 'Agent';
  }

  protected override get factBrandId(): null {
    return null;
  }

  /** Notes that the account is new. */
  added(): void {
    this.record(AgentAdded, { agentId: this.id });
  }

  /** Makes a new invitation to set a password; earlier ones are void. Returns its number. */
  invite(now: Date): number {
    this.invitation += 1;
    this.invitedAt = now;
    return this.invitation;
  }

  /** Sets the password that the invited person chose. @throws InvalidInvitation unless it is the newest one, open and younger than `days` */
  acceptInvitation(number: number, passwordHash: string, now: Date, days: number): void {
    const age = now.getTime() - (this.invitedAt?.getTime() ?? -Infinity);
    if (this.status !== 'OPEN' || number !== this.invitation || age > days * 86_400_000) throw new InvalidInvitation();
    this.passwordHash = passwordHash;
    this.invitedAt = null;
  }

  /**
   * Changes what the agent may do; what is left out stays.
   * @throws AccountIsClosed, and InvalidInput as {@link checkedRights}
   */
  changeRights(change: Partial<Rights>): void {
    if (this.status !== 'OPEN') throw new AccountIsClosed();
    Object.assign(this, checkedRights({ ...this.rights, ...change }));
    this.record(AgentRightsChanged, { agentId: this.id });
  }

  /** Closes the account for good. @throws AccountIsClosed when it is closed already */
  close(): void {
    if (this.status !== 'OPEN') throw new AccountIsClosed();
    this.status = 'CLOSED';
    this.passwordHash = null;
    this.invitedAt = null;
    this.record(AgentAccountClosed, { agentId: this.id });
  }

  /** Changes how others see the agent. @throws InvalidInput unless the name has 1 to 100 characters */
  rename(displayName: string): void {
    this.displayName = displayNameFrom(displayName);
    this.record(AgentProfileChanged, { agentId: this.id, displayName: this.displayName });
  }

  /** Changes personal settings; what is left out stays. @throws InvalidInput as {@link changedSettings} */
  changeSettings(change: SettingsChange): void {
    this.settings = changedSettings(this.settings, change);
  }

  private get rights(): Rights {
    const { roles, brandIds, departmentCodes, maxChats } = this;
    return { roles, brandIds, departmentCodes, maxChats };
  }
}

/** A name as others see it. @throws InvalidInput unless it has 1 to 100 characters */
export function displayNameFrom(text: string): string {
  return textWithin('displayName', text, { min: 1, max: 100 });
}
