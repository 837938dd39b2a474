import { Injectable } from '@nestjs/common';
import { Database } from '@libs/database';
import { InvalidInput } from '@libs/domain';

/** Figures of a brand's chats that were asked for in a period. */
export interface ChatStatisticsView {
  readonly requested: number;
  readonly accepted: number;
  readonly missed: number;
  readonly answered: number;
  readonly averageFirstResponseSeconds: number | null;
}

/** Average first response up to two minutes, inclusive. */
export const FIRST_RESPONSE_TARGET_SECONDS = 120;

const FIGURES = `
select count(*)::int as requested, count(accepted_at)::int as accepted, (count(*) filter (where status = 'MISSED'))::int as missed,
  count(first_response_at)::int as answered,
  extract(epoch from avg(first_response_at - requested_at))::float8 as "averageFirstResponseSeconds"
from chat where brand_id = $1 and requested_at >= $2 and requested_at < $3`;

const LONGEST_PERIOD_MS = 366 * 86_400_000;

/** The desk's two figures for chat: no missed chats, and a fast first answer (R43, R44). */
@Injectable()
export class ChatStatistics {
  constructor(private readonly database: Database) {}

  /** Figures of `from` ≤ time of the request < `to`. @throws InvalidInput for a period that is empty or longer than a year */
  async ofBrand(brandId: string, from: Date, to: Date): Promise<ChatStatisticsView> {
    const length = to.getTime() - from.getTime();
    if (!(length > 0)) throw new InvalidInput('to', 'The period ends before it begins.');
    if (length > LONGEST_PERIOD_MS) throw new InvalidInput('to', 'The period is longer than a year.');
    const row = await this.database.row<ChatStatisticsView>(FIGURES, [brandId, from, to]);
    if (!row) throw new Error('No figures.');
    return row;
  }
}
