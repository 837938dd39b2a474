import { Refusal } from '@libs/domain';

/** Another brand has this code: codes tell brands apart everywhere. */
export class BrandCodeTaken extends Refusal {
  constructor(code: string) {
    super('BrandCodeTaken', `There is a brand ${code} already.`, { field: 'code' });
  }
}
