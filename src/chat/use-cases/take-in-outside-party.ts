import { Injectable } from '@nestjs/common';
import { UnitOfWork } from '@libs/commands';
import { Database } from '@libs/database';
import { Ids } from '@libs/domain';
import { KeepContact } from '@src/contacts';
import { OutsideParties, type VouchedPerson } from '@src/identity';
import { Visitor } from '../model/visitor.entity.js';
import { newVisitor } from './new-visitor.js';

interface Known {
  visitorId: string;
  contactId: string;
}

// What the website does not say is not compared.
const KNOWN = `
select v.id as "visitorId", c.id as "contactId"
from contact c join visitor v on v.contact_id = c.id
where c.brand_id = $1 and c.party_role = $2 and c.external_id = $3 and c.name is not distinct from coalesce($4, c.name)
  and c.company is not distinct from coalesce($5, c.company) and c.email is not distinct from coalesce($6, c.email)`;

const WEBSITE = { kind: 'SYSTEM', id: 'website' };

/** A customer or writer for whom the brand's website vouches becomes a contact and the visitor that goes with it. */
@Injectable()
export class TakeInOutsideParty extends OutsideParties {
  constructor(
    private readonly database: Database,
    private readonly unit: UnitOfWork,
    private readonly contacts: KeepContact,
    private readonly ids: Ids,
  ) {
    super();
  }

  /** The same ids for the same (brand, role, external id), also when asked twice at once; a changed name, company or email is kept. */
  override async resolve(person: VouchedPerson): Promise<Known> {
    const { brandId, role, externalId, name, company, email } = person;
    const known = await this.database.row<Known>(KNOWN, [brandId, role, externalId, name, company, email]);
    return known ?? this.#takeIn(person);
  }

  #takeIn(person: VouchedPerson): Promise<Known> {
    return this.unit.runAs(WEBSITE, async (tx) => {
      // Locks the contact: whoever else takes the same person in waits here, and then finds the visitor.
      const { contactId } = await this.contacts.keep(tx, person);
      const known = await tx.sql.row<{ id: string }>('select id from visitor where contact_id = $1 for update', [
        contactId,
      ]);
      const visitor = known
        ? await tx.em.findOneOrFail(Visitor, { id: known.id })
        : newVisitor(tx.em, { id: this.ids.next(), brandId: person.brandId, contactId, now: tx.now });
      visitor.vouchFor(person);
      return { visitorId: visitor.id, contactId };
    });
  }
}
