import { Entity, PrimaryKey, Property } from '@mikro-orm/decorators/legacy';
import { LockMode } from '@mikro-orm/postgresql';
import type { Transaction } from '@libs/commands';
import { Aggregate, defineFact, NotFound, Refusal } from '@libs/domain';

/** A coin fell into a jar. */
export const CoinAdded = defineFact<{ value: number }>('CoinAdded');
/** A jar was shaken. */
export const JarShaken = defineFact<{ times: number }>('JarShaken');

/** The table of {@link Jar}, with one column of each kind that entities of the product use. */
export const jarTable = `
  create table jar (
    id uuid primary key,
    brand_id uuid,
    total int not null,
    labels text[] not null,
    contents jsonb not null,
    filled_at timestamptz not null,
    emptied_at timestamptz,
    sequence int not null default 0
  )`;

/** What a jar holds, kept as JSON. */
export interface JarContents {
  readonly coins: readonly number[];
  readonly owner: { readonly name: string; readonly since: string | null };
}

/** A small aggregate for tests of the libraries. */
@Entity({ tableName: 'jar' })
export class Jar extends Aggregate {
  @PrimaryKey({ type: 'uuid' })
  override id: string;

  @Property({ type: 'uuid', nullable: true })
  brandId: string | null;

  @Property({ type: 'integer' })
  total: number;

  @Property({ type: 'text[]' })
  labels: string[];

  @Property({ type: 'json' })
  contents: JarContents;

  @Property({ type: 'timestamptz' })
  filledAt: Date;

  @Property({ type: 'timestamptz', nullable: true })
  emptiedAt: Date | null;

  @Property({ type: 'integer' })
  override sequence: number;

  protected override get aggregateType(): string {
    return 'Jar';
  }

  protected override get factBrandId(): string | null {
    return this.brandId;
  }

  /** @throws Refusal `JarIsFull` above a total of 1,000 */
  add(value: number, now: Date): void {
    this.total += value;
    this.contents = { ...this.contents, coins: [...this.contents.coins, value] };
    this.filledAt = now;
    this.record(CoinAdded, { value });
    if (this.total > 1000) throw new Refusal('JarIsFull', 'The jar is full.', { total: this.total });
  }

  shake(times: number): void {
    this.record(JarShaken, { times });
  }
}

/** Makes a jar in the transaction; its table must be there. */
export function newJar(tx: Transaction, id: string, changes: Partial<Jar> = {}): Jar {
  const jar = tx.em.create(Jar, {
    id,
    brandId: null,
    total: 0,
    labels: [],
    contents: { coins: [], owner: { name: 'nobody', since: null } },
    filledAt: tx.now,
    emptiedAt: null,
    sequence: 0,
    ...changes,
  });
  tx.em.persist(jar);
  return jar;
}

/** The jar of an id, locked until the transaction ends. @throws NotFound */
export async function lockJar(tx: Transaction, id: string): Promise<Jar> {
  const jar = await tx.em.findOne(Jar, { id }, { lockMode: LockMode.PESSIMISTIC_WRITE });
  if (!jar) throw new NotFound('jar', 'jarId');
  return jar;
}
