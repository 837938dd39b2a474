import { LockMode } from '@mikro-orm/postgresql';
import { UnitOfWork } from '@libs/commands';
import type { RecordedFact } from '@libs/domain';
import { type FactHandler, HandlesFacts } from '@libs/outbox';
import { BrandAdded } from '@src/events';
import { Agent } from '../model/agent.entity.js';

/** A new brand would be out of everybody's reach: administrators work for it from the start, and let others in. */
@HandlesFacts('give-brand-to-admins-when-brand-added', BrandAdded)
export class GiveBrandToAdminsWhenBrandAdded implements FactHandler {
  constructor(private readonly unit: UnitOfWork) {}

  async handle({ aggregateId: brandId, id }: RecordedFact): Promise<void> {
    await this.unit.runAs({ kind: 'SYSTEM', id: `handler:${id}` }, async ({ em }) => {
      const admins = await em.find(
        Agent,
        { roles: { $contains: ['ADMIN'] }, status: 'OPEN' },
        { orderBy: { id: 'asc' }, lockMode: LockMode.PESSIMISTIC_WRITE },
      );
      for (const admin of admins)
        if (!admin.brandIds.includes(brandId)) admin.changeRights({ brandIds: [...admin.brandIds, brandId] });
    });
  }
}
