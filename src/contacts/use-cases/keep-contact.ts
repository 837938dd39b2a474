import { Injectable } from '@nestjs/common';
import type { Transaction } from '@libs/commands';
import { Ids } from '@libs/domain';

/** A person for whom a brand's own website vouches. */
export interface KnownPerson {
  readonly brandId: string;
  readonly role: 'CUSTOMER' | 'WRITER';
  /** Who he is on the website; unique there for each role. */
  readonly externalId: string;
  readonly name: string | null;
  readonly company: string | null;
  readonly email: string | null;
}

// The row is locked whether it is new, changed or neither: whoever asks for the same person waits for the first one's transaction.
const KEEP = `
insert into contact (id, brand_id, party_role, external_id, name, company, email, created_at) values ($1, $2, $3, $4, $5, $6, $7, $8)
on conflict (brand_id, party_role, external_id) do update set
  name = coalesce(excluded.name, contact.name), company = coalesce(excluded.company, contact.company),
  email = coalesce(excluded.email, contact.email)
returning id`;

/** Takes a person in, or keeps what is new about him; what the website does not say stays. A part of other modules' transactions. */
@Injectable()
export class KeepContact {
  constructor(private readonly ids: Ids) {}

  /** Returns the contact's id: the same for the same (brand, role, external id), also when asked twice at once. */
  async keep({ sql, now }: Transaction, person: KnownPerson): Promise<{ contactId: string }> {
    const { brandId, role, externalId, name, company, email } = person;
    const row = await sql.row<{ id: string }>(KEEP, [
      this.ids.next(),
      brandId,
      role,
      externalId,
      name,
      company,
      email,
      now,
    ]);
    if (!row) throw new Error('The contact was neither found nor made.');
    return { contactId: row.id };
  }
}
