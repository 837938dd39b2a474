import { Injectable } from '@nestjs/common';
import { type Transaction, UnitOfWork } from '@libs/commands';
import { type ActorRef, type Command, Ids, InvalidInput, textWithin } from '@libs/domain';
import type { WorkingHoursInput } from '@libs/calendar';
import { BrandCodeTaken } from '../brands.refusals.js';
import { Brand, type BrandChannel, checkedHours, isBrandCode, type RoutingMode } from '../model/brand.entity.js';

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

const HOST = /^(?=.{1,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)*[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/;

/** Adds a website of the organisation. */
@Injectable()
export class AddBrand {
  constructor(
    private readonly unit: UnitOfWork,
    private readonly ids: Ids,
  ) {}

  /** An administrator adds it. @throws BrandCodeTaken; InvalidInput for a malformed code, host, address or calendar */
  execute(command: Command<NewBrand>): Promise<{ brandId: string }> {
    return this.unit.run(command, (tx) => this.#add(tx, command.input));
  }

  /** The product itself adds it: the demo organisation, a test. */
  executeAs(actor: ActorRef, input: NewBrand): Promise<{ brandId: string }> {
    return this.unit.runAs(actor, (tx) => this.#add(tx, input));
  }

  async #add({ em, sql, now }: Transaction, input: NewBrand): Promise<{ brandId: string }> {
    const { code } = input;
    if (!isBrandCode(code)) throw new InvalidInput('code', 'A code has 2 to 10 capital letters and digits.');
    if (!URL.canParse(input.websiteUrl) || !/^https?:/.test(input.websiteUrl))
      throw new InvalidInput('websiteUrl', 'This is not a web address.');
    const hosts = [...new Set(input.hosts.map((host) => host.trim().toLowerCase()))];
    if (hosts.length < 1 || hosts.length > 50) throw new InvalidInput('hosts', 'A brand has 1 to 50 host names.');
    if (!hosts.every((host) => HOST.test(host))) throw new InvalidInput('hosts', 'This is not a host name.');
    if (input.channels.length > 50) throw new InvalidInput('channels', 'A brand has at most 50 channels.');
    // Two who add the same code at once: the second waits here and then sees the first.
    await sql.rows(`select pg_advisory_xact_lock(hashtextextended('brand ' || $1::text, 0))`, [code]);
    if (await em.findOne(Brand, { code })) throw new BrandCodeTaken(code);
    const brand = em.create(Brand, {
      id: this.ids.next(),
      code,
      name: textWithin('name', input.name, { min: 1, max: 100 }),
      websiteUrl: textWithin('websiteUrl', input.websiteUrl, { min: 1, max: 500 }),
      hosts,
      channels: input.channels.map(({ kind, address, purpose }) => ({
        kind,
        address: address === null ? null : textWithin('channels.address', address, { min: 1, max: 200 }),
        purpose: purpose === null ? null : textWithin('channels.purpose', purpose, { min: 1, max: 40 }),
      })),
      workingHours: checkedHours(input.workingHours),
      routingMode: input.routingMode,
      requestTimeoutSeconds: 60,
      availabilitySeconds: 30,
      sequence: 0,
      createdAt: now,
    });
    brand.announce();
    em.persist(brand);
    return { brandId: brand.id };
  }
}
