import { Injectable } from '@nestjs/common';
import { UnitOfWork } from '@libs/commands';
import { type ActorRef, Ids, InvalidInput, textWithin } from '@libs/domain';
import type { WorkingHoursInput } from '@libs/calendar';
import { Brand, type BrandChannel, checkedHours, type RoutingMode } from '../model/brand.entity.js';

/** What a new brand is made of. */
export interface NewBrand {
  readonly code: string;
  readonly name: string;
  readonly websiteUrl: string;
  readonly hosts: readonly string[];
  readonly channels: readonly BrandChannel[];
  readonly workingHours: WorkingHoursInput;
  readonly routingMode: RoutingMode;
}

/** Adds a website of the organisation. */
@Injectable()
export class AddBrand {
  constructor(
    private readonly unit: UnitOfWork,
    private readonly ids: Ids,
  ) {}

  /** Returns the brand's id. @throws InvalidInput for a malformed code, host, address or calendar */
  execute(actor: ActorRef, input: NewBrand): Promise<{ brandId: string }> {
    if (!/^[A-Z][A-Z0-9]{1,9}$/.test(input.code))
      throw new InvalidInput('code', 'A code has 2 to 10 capital letters and digits.');
    if (!URL.canParse(input.websiteUrl)) throw new InvalidInput('websiteUrl', 'This is not a web address.');
    if (input.hosts.length === 0) throw new InvalidInput('hosts', 'A brand has at least one host name.');
    return this.unit.runAs(actor, async ({ em, now }) => {
      const brand = em.create(Brand, {
        id: this.ids.next(),
        code: input.code,
        name: textWithin('name', input.name, { min: 1, max: 100 }),
        websiteUrl: input.websiteUrl,
        hosts: input.hosts.map((host) => host.toLowerCase()),
        channels: [...input.channels],
        workingHours: checkedHours(input.workingHours),
        routingMode: input.routingMode,
        requestTimeoutSeconds: 60,
        availabilitySeconds: 30,
        sequence: 0,
        createdAt: now,
      });
      em.persist(brand);
      return { brandId: brand.id };
    });
  }
}
